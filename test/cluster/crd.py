#!/usr/bin/env python3
"""Print a CustomResourceDefinition for Seldon Core v1's SeldonDeployment, written from the documented fields.

    crd.py APPS.json AUTOSCALING.json
    crd.py --fields APPS.json AUTOSCALING.json >src/pipeline/manifest/pod-fields.json

The two files are the API server's own descriptions (kubectl get --raw /openapi/v3/apis/apps/v1 and
/openapi/v3/apis/autoscaling/v2): pod specs, resources and metrics in a SeldonDeployment are checked as in its own
Deployments, and fields that the CRD does not know are dropped. A graph nests 10 levels below its root. With --fields: the fields of pod
specs as this product's own check reads them, one line for each type ("!" is needed, "[]" a list, "{}" a map).
"""
import json
import sys

known = {}
for path in sys.argv[-2:]:
    with open(path) as f:
        known.update(json.load(f)["components"]["schemas"])

ANY = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}
INT_OR_STRING = {"anyOf": [{"type": "integer"}, {"type": "string"}], "x-kubernetes-int-or-string": True}
QUANTITY = {**INT_OR_STRING, "pattern": r"^(\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))))?$"}
# enum is left out: the CRD has none, so that a bad word passes the API server and fails later, in a Deployment or webhook
KEPT = ("type", "format", "required", "nullable", "x-kubernetes-list-type", "x-kubernetes-list-map-keys", "x-kubernetes-map-type")


# Fields of pod specs that came after Kubernetes 1.24: Seldon Core 1.17's CRD, written then, drops them without a word.
CONTAINER = {"resizePolicy", "restartPolicy", "restartPolicyRules"}
TERM = {"matchLabelKeys", "mismatchLabelKeys"}
NEWER = {
    "PodSpec": {"hostUsers", "hostnameOverride", "resourceClaims", "resources", "schedulingGates"},
    "Container": CONTAINER, "EphemeralContainer": CONTAINER,
    "ResourceRequirements": {"claims"}, "EnvVarSource": {"fileKeyRef"},
    "Lifecycle": {"stopSignal"}, "LifecycleHandler": {"sleep"},
    "SecurityContext": {"appArmorProfile"},
    "PodSecurityContext": {"appArmorProfile", "seLinuxChangePolicy", "supplementalGroupsPolicy"},
    "VolumeMount": {"recursiveReadOnly"}, "PodAffinityTerm": TERM,
    "TopologySpreadConstraint": {"matchLabelKeys", "nodeAffinityPolicy", "nodeTaintsPolicy"},
    "Volume": {"image"}, "VolumeProjection": {"clusterTrustBundle", "podCertificate"},
    "TypedObjectReference": {"namespace"}, "PersistentVolumeClaimSpec": {"volumeAttributesClassName"},
}


def structural(s):
    """One of the API server's schemas without references, as a CRD wants it."""
    ref = s.get("$ref") or next((x["$ref"] for x in s.get("allOf", []) if "$ref" in x), None)
    if ref:
        name = ref.rsplit("/", 1)[1]
        return named(name)
    if s.get("format") == "int-or-string":
        return INT_OR_STRING
    out = {k: s[k] for k in KEPT if k in s}
    if s.get("default") == "TCP":
        out["default"] = s["default"]
    if "properties" in s:
        out["properties"] = {k: structural(v) for k, v in s["properties"].items()}
    if "items" in s:
        out["items"] = structural(s["items"])
    if "additionalProperties" in s:
        out["additionalProperties"] = structural(s["additionalProperties"])
    keys = out.get("x-kubernetes-list-map-keys")
    if keys:
        item = out["items"]
        if not all(k in item.get("required", []) or "default" in item["properties"][k] for k in keys):
            del out["x-kubernetes-list-map-keys"], out["x-kubernetes-list-type"]
    return out


def named(name):
    if name.endswith(".Quantity"):
        return QUANTITY
    if name.endswith(".IntOrString"):
        return INT_OR_STRING
    if name.endswith(".ObjectMeta"):
        return {"type": "object"}
    if name.endswith(".FieldsV1"):
        return ANY
    s = known[name]
    newer = NEWER.get(name.rsplit(".", 1)[1], ())
    if newer:
        s = {**s, "properties": {k: v for k, v in s["properties"].items() if k not in newer}}
    return structural(s)


def core(name):
    return named("io.k8s.api.core.v1." + name)


def obj(required=(), /, **properties):
    out = {"type": "object", "properties": properties}
    if required:
        out["required"] = list(required)
    return out


def array(items):
    return {"type": "array", "items": items}


def mapping(values):
    return {"type": "object", "additionalProperties": values}


STRING, BOOLEAN = {"type": "string"}, {"type": "boolean"}
INT32, INT64 = {"type": "integer", "format": "int32"}, {"type": "integer", "format": "int64"}
TIME = {"type": "string", "format": "date-time"}


OWNER = obj(("apiVersion", "kind", "name", "uid"), apiVersion=STRING, kind=STRING, name=STRING, uid=STRING, controller=BOOLEAN, blockOwnerDeletion=BOOLEAN)
METADATA = obj(
    name=STRING, namespace=STRING, labels=mapping(STRING), annotations=mapping(STRING), finalizers=array(STRING), generateName=STRING,
    uid=STRING, resourceVersion=STRING, generation=INT64, selfLink=STRING, clusterName=STRING, ownerReferences=array(OWNER),
    creationTimestamp={**TIME, "nullable": True}, deletionTimestamp={**TIME, "nullable": True}, deletionGracePeriodSeconds=INT64)


ENDPOINT = obj(service_host=STRING, service_port=INT32, type=STRING, httpPort=INT32, grpcPort=INT32)
PARAMETERS = array(obj(("name", "type", "value"), name=STRING, type=STRING, value=STRING))
LOGGER = obj(url=STRING, mode=STRING)


def graph(levels):
    unit = obj(("name",), name=STRING, type=STRING, implementation=STRING, methods=array(STRING), endpoint=ENDPOINT,
               parameters=PARAMETERS, modelUri=STRING, serviceAccountName=STRING, envSecretRefName=STRING,
               storageInitializerImage=STRING, logger=LOGGER)
    if levels:
        unit["properties"]["children"] = array(graph(levels - 1))
    return unit


TRIGGER = obj(("metadata", "type"), type=STRING, name=STRING, metricType=STRING, metadata=mapping(STRING), authenticationRef=obj(("name",), name=STRING, kind=STRING))
METRICS = array(named("io.k8s.api.autoscaling.v2.MetricSpec"))
COMPONENT = obj(
    metadata=METADATA,
    spec=core("PodSpec"),
    replicas=INT32,
    hpaSpec=obj(("maxReplicas",), minReplicas=INT32, maxReplicas=INT32, metrics=array({**ANY, "required": ["type"], "properties": {"type": STRING}}), metricsv2=METRICS),
    kedaSpec=obj(("triggers",), pollingInterval=INT32, cooldownPeriod=INT32, minReplicaCount=INT32, maxReplicaCount=INT32,
                 idleReplicaCount=INT32, advanced=ANY, triggers=array(TRIGGER),
                 fallback=obj(("failureThreshold", "replicas"), failureThreshold=INT32, replicas=INT32)),
    pdbSpec=obj(minAvailable=INT_OR_STRING, maxUnavailable=INT_OR_STRING),
)
EXPLAINER = obj(type=STRING, modelUri=STRING, serviceAccountName=STRING, containerSpec=core("Container"), config=mapping(STRING),
                endpoint=ENDPOINT, envSecretRefName=STRING, storageInitializerImage=STRING, replicas=INT32, initParameters=STRING)
PREDICTOR = obj(
    ("graph", "name"),
    name=STRING, graph=graph(10), annotations=mapping(STRING), labels=mapping(STRING), componentSpecs=array(COMPONENT),
    replicas=INT32, engineResources=core("ResourceRequirements"), explainer=EXPLAINER, progressDeadlineSeconds=INT32,
    shadow=BOOLEAN, ssl=obj(certSecretName=STRING), traffic=INT32,
    svcOrchSpec=obj(resources=core("ResourceRequirements"), env=array(core("EnvVar")), replicas=INT32),
)
SPEC = obj(("predictors",), name=STRING, annotations=mapping(STRING), oauth_key=STRING, oauth_secret=STRING, protocol=STRING,
           transport=STRING, serverType=STRING, replicas=INT32, predictors=array(PREDICTOR))
CONDITION = obj(("status", "type"), type=STRING, status=STRING, severity=STRING, reason=STRING, message=STRING, lastTransitionTime=STRING)
STATUS = obj(
    state=STRING, description=STRING, replicas=INT32, annotations=mapping(STRING), observedGeneration=INT64,
    address=obj(url=STRING), conditions=array(CONDITION),
    deploymentStatus=mapping(obj(name=STRING, status=STRING, description=STRING, replicas=INT32, availableReplicas=INT32, explainerFor=STRING)),
    serviceStatus=mapping(obj(svcName=STRING, httpEndpoint=STRING, grpcEndpoint=STRING, explainerFor=STRING)),
)


def version(name, storage):
    return {
        "name": name, "served": True, "storage": storage,
        "schema": {"openAPIV3Schema": obj(apiVersion=STRING, kind=STRING, metadata={"type": "object"}, spec=SPEC, status=STATUS)},
        "subresources": {"status": {}, "scale": {"specReplicasPath": ".spec.replicas", "statusReplicasPath": ".status.replicas"}},
    }


def fields():
    """Every type that a pod spec, a container, an orchestrator or an HPA's metrics reach, with its fields."""
    by_name = {long.rsplit(".", 1)[1]: schema for long, schema in known.items()}
    found, waiting = {}, ["PodSpec", "Container", "EnvVar", "ResourceRequirements", "MetricSpec"]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        schema = by_name[name]
        found[name] = {}
        for field, s in sorted(schema.get("properties", {}).items()):
            if field not in NEWER.get(name, ()):
                kind, types = described(s)
                found[name][field] = kind + ("!" if field in schema.get("required", []) else "")
                waiting += types
    return dict(sorted(found.items()))


def described(s):
    """The short form of a field's schema, and the types that it names."""
    ref = s.get("$ref") or next((x["$ref"] for x in s.get("allOf", []) if "$ref" in x), None)
    if ref:
        name = ref.rsplit(".", 1)[1]
        if name in ("Quantity", "IntOrString"):
            return name, []
        return ("any", []) if name in ("ObjectMeta", "FieldsV1") else (name, [name])
    if "items" in s:
        kind, types = described(s["items"])
        return f"[{kind}]", types
    if "additionalProperties" in s:
        kind, types = described(s["additionalProperties"])
        return f"{{{kind}}}", types
    return s["type"], []


if sys.argv[1] == "--fields":
    print("{\n" + ",\n".join(f"  {json.dumps(k)}: {json.dumps(v)}" for k, v in fields().items()) + "\n}")
    sys.exit()

json.dump({
    "apiVersion": "apiextensions.k8s.io/v1",
    "kind": "CustomResourceDefinition",
    "metadata": {"name": "seldondeployments.machinelearning.seldon.io"},
    "spec": {
        "group": "machinelearning.seldon.io",
        "names": {"kind": "SeldonDeployment", "listKind": "SeldonDeploymentList", "plural": "seldondeployments",
                  "shortNames": ["sdep"], "singular": "seldondeployment"},
        "scope": "Namespaced",
        "versions": [version("v1", True), version("v1alpha2", False), version("v1alpha3", False)],
    },
}, sys.stdout)
