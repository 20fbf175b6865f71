"""Answers on their way from the model's threads to the event loop."""

import asyncio
import threading

from deploy_model_runtime.mailbox import Mailbox

THREADS, EACH = 4, 2000


def test_every_answer_of_every_thread_arrives_once_and_in_its_order():
    async def collect():
        taken, done = [], asyncio.Event()

        def take(thread, count):
            taken.append((thread, count))
            if len(taken) == THREADS * EACH:
                done.set()

        mailbox = Mailbox(asyncio.get_running_loop(), take)
        threads = [threading.Thread(target=lambda n=n: [mailbox.put(n, count) for count in range(EACH)]) for n in range(THREADS)]
        for thread in threads:
            thread.start()
        await asyncio.wait_for(done.wait(), 30)
        asyncio.get_running_loop().remove_reader(mailbox._read_end)
        mailbox.close()
        return taken

    taken = asyncio.run(collect())
    assert all([count for thread, count in taken if thread == n] == list(range(EACH)) for n in range(THREADS))


def test_an_answer_that_cannot_be_sent_does_not_keep_the_next_one_back():
    async def collect():
        taken, told, loop = [], [], asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, context: told.append(str(context["exception"])))

        def take(one, other):
            if one is None:
                raise ValueError("no connection")
            taken.append(one + other)

        mailbox = Mailbox(loop, take)
        mailbox.put(None, 0)
        mailbox.put(1, 2)
        while not taken:
            await asyncio.sleep(0.01)
        loop.remove_reader(mailbox._read_end)
        mailbox.close()
        return taken, told

    assert asyncio.run(collect()) == ([3], ["no connection"])
