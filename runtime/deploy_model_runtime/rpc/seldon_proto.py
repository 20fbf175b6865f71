"""The messages and services of Seldon's prediction.proto, and the part of TensorFlow's TensorProto that it carries."""

from __future__ import annotations

from .describe import File

TENSORFLOW = File(
    name="tensorflow/core/framework/tensor.proto",
    package="tensorflow",
    messages={
        "TensorShapeProto": "2 repeated TensorShapeProto.Dim dim\n3 bool unknown_rank",
        "TensorShapeProto.Dim": "1 int64 size\n2 string name",
        "TensorProto": """
            1 DataType dtype
            2 TensorShapeProto tensor_shape
            3 int32 version_number
            4 bytes tensor_content
            5 repeated float float_val
            6 repeated double double_val
            7 repeated int32 int_val
            8 repeated bytes string_val
            9 repeated float scomplex_val
            10 repeated int64 int64_val
            11 repeated bool bool_val
            12 repeated double dcomplex_val
            13 repeated int32 half_val
            16 repeated uint32 uint32_val
            17 repeated uint64 uint64_val
        """,
    },
    enums={
        "DataType": (
            "DT_INVALID", "DT_FLOAT", "DT_DOUBLE", "DT_INT32", "DT_UINT8", "DT_INT16", "DT_INT8", "DT_STRING",
            "DT_COMPLEX64", "DT_INT64", "DT_BOOL", "DT_QINT8", "DT_QUINT8", "DT_QINT32", "DT_BFLOAT16", "DT_QINT16",
            "DT_QUINT16", "DT_UINT16", "DT_COMPLEX128", "DT_HALF", "DT_RESOURCE", "DT_VARIANT", "DT_UINT32",
            "DT_UINT64",
        ),
    },
)  # fmt: skip

PREDICTION = File(
    name="prediction.proto",
    package="seldon.protos",
    imports=(
        "google/protobuf/any.proto",
        "google/protobuf/struct.proto",
        "google/protobuf/empty.proto",
        "tensorflow/core/framework/tensor.proto",
    ),
    messages={
        "SeldonMessage": """
            1 Status status
            2 Meta meta
            3 DefaultData data @data_oneof
            4 bytes binData @data_oneof
            5 string strData @data_oneof
            6 .google.protobuf.Value jsonData @data_oneof
            7 .google.protobuf.Any customData @data_oneof
        """,
        "DefaultData": """
            1 repeated string names
            2 Tensor tensor @data_oneof
            3 .google.protobuf.ListValue ndarray @data_oneof
            4 .tensorflow.TensorProto tftensor @data_oneof
        """,
        "Tensor": "1 repeated int32 shape\n2 repeated double values",
        "Meta": """
            1 string puid
            2 map<string,.google.protobuf.Value> tags
            3 map<string,int32> routing
            4 map<string,string> requestPath
            5 repeated Metric metrics
        """,
        "Metric": """
            1 string key
            2 Metric.MetricType type
            3 float value
            4 map<string,string> tags
        """,
        "SeldonMessageList": "1 repeated SeldonMessage seldonMessages",
        "Status": """
            1 int32 code
            2 string info
            3 string reason
            4 Status.StatusFlag status
        """,
        "Feedback": """
            1 SeldonMessage request
            2 SeldonMessage response
            3 float reward
            4 SeldonMessage truth
        """,
        "RequestResponse": "1 SeldonMessage request\n2 SeldonMessage response",
        "SeldonModelMetadataRequest": "1 string name",
        "SeldonMessageMetadata": """
            1 string messagetype
            2 .google.protobuf.Value schema
            3 string name
            4 string datatype
            5 repeated int64 shape
        """,
        "SeldonModelMetadata": """
            1 string name
            2 repeated string versions
            3 string platform
            4 repeated SeldonMessageMetadata inputs
            5 repeated SeldonMessageMetadata outputs
            6 map<string,string> custom
        """,
        "SeldonGraphMetadata": """
            1 string name
            2 map<string,SeldonModelMetadata> models
            3 repeated SeldonMessageMetadata inputs
            4 repeated SeldonMessageMetadata outputs
        """,
    },
    enums={"Metric.MetricType": ("COUNTER", "GAUGE", "TIMER"), "Status.StatusFlag": ("SUCCESS", "FAILURE")},
    services={
        "Generic": {
            "TransformInput": ("SeldonMessage", "SeldonMessage"),
            "TransformOutput": ("SeldonMessage", "SeldonMessage"),
            "Route": ("SeldonMessage", "SeldonMessage"),
            "Aggregate": ("SeldonMessageList", "SeldonMessage"),
            "SendFeedback": ("Feedback", "SeldonMessage"),
        },
        "Model": {
            "Predict": ("SeldonMessage", "SeldonMessage"),
            "SendFeedback": ("Feedback", "SeldonMessage"),
            "Metadata": (".google.protobuf.Empty", "SeldonModelMetadata"),
        },
        "Router": {"Route": ("SeldonMessage", "SeldonMessage"), "SendFeedback": ("Feedback", "SeldonMessage")},
        "Transformer": {"TransformInput": ("SeldonMessage", "SeldonMessage")},
        "OutputTransformer": {"TransformOutput": ("SeldonMessage", "SeldonMessage")},
        "Combiner": {"Aggregate": ("SeldonMessageList", "SeldonMessage")},
        "Seldon": {
            "Predict": ("SeldonMessage", "SeldonMessage"),
            "SendFeedback": ("Feedback", "SeldonMessage"),
            "ModelMetadata": ("SeldonModelMetadataRequest", "SeldonModelMetadata"),
            "GraphMetadata": (".google.protobuf.Empty", "SeldonGraphMetadata"),
        },
    },
)
