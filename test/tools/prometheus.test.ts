import { metricsOf, parsePrometheus } from '../../src/tools/prometheus';

const PAGE = `# HELP seldon_api_executor_server_requests_seconds Time of requests
# TYPE seldon_api_executor_server_requests_seconds histogram
seldon_api_executor_server_requests_seconds_bucket{code="200",method="post",service="predictions",le="0.005"} 3
seldon_api_executor_server_requests_seconds_bucket{code="200",method="post",service="predictions",le="0.01"} 8
seldon_api_executor_server_requests_seconds_bucket{code="200",method="post",service="predictions",le="+Inf"} 10
seldon_api_executor_server_requests_seconds_sum{code="200",method="post",service="predictions"} 0.25
seldon_api_executor_server_requests_seconds_count{code="200",method="post",service="predictions"} 10
seldon_api_executor_server_requests_seconds_bucket{code="400",method="post",service="predictions",le="0.005"} 2
seldon_api_executor_server_requests_seconds_bucket{code="400",method="post",service="predictions",le="0.01"} 2
seldon_api_executor_server_requests_seconds_bucket{code="400",method="post",service="predictions",le="+Inf"} 2
seldon_api_executor_server_requests_seconds_sum{code="400",method="post",service="predictions"} 0.001
seldon_api_executor_server_requests_seconds_count{code="400",method="post",service="predictions"} 2
my_gauge{text="a \\"quoted\\" {brace}, and\\nmore"} -1.5e3 1700000000000
not_a_number NaN
`;

it('adds requests up over all their labels', () => {
  expect(metricsOf(PAGE, 'now')).toEqual({
    at: 'now',
    requests: 12,
    errors: 2,
    latency: { sum: 0.251, count: 12, buckets: [{ le: 0.005, count: 5 }, { le: 0.01, count: 10 }, { count: 12 }] },
    samples: [{ name: 'my_gauge', labels: { text: 'a "quoted" {brace}, and\nmore' }, value: -1500 }]
  });
});

it('counts nothing on an empty page', () => {
  expect(metricsOf('', 'now')).toMatchObject({ requests: 0, errors: 0, latency: { sum: 0, count: 0, buckets: [] } });
});

it('leaves out what is no metric', () => {
  expect(parsePrometheus('<html>\n\nname only\n{no="name"} 1\nok 1')).toEqual([{ name: 'ok', labels: {}, value: 1 }]);
});

it('counts a request once where the page also tells the calls that were made for it', () => {
  const both = ['server', 'client'].map(side => `seldon_api_executor_${side}_requests_seconds_count{code="200"} 7`);
  expect(metricsOf(both.join('\n'), 'now')).toMatchObject({ requests: 7, errors: 0 });
});
