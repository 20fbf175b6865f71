"""The Open Inference Protocol's gRPC service, gRPC's own health service, and server reflection."""

from __future__ import annotations

from .describe import File

_TENSOR = """
    1 string name
    2 string datatype
    3 repeated int64 shape
    4 map<string,InferParameter> parameters
    5 InferTensorContents contents
"""
_EMPTY = ""

INFERENCE = File(
    name="grpc_predict_v2.proto",
    package="inference",
    messages={
        "ServerLiveRequest": _EMPTY,
        "ServerLiveResponse": "1 bool live",
        "ServerReadyRequest": _EMPTY,
        "ServerReadyResponse": "1 bool ready",
        "ModelReadyRequest": "1 string name\n2 string version",
        "ModelReadyResponse": "1 bool ready",
        "ServerMetadataRequest": _EMPTY,
        "ServerMetadataResponse": "1 string name\n2 string version\n3 repeated string extensions",
        "ModelMetadataRequest": "1 string name\n2 string version",
        "ModelMetadataResponse": """
            1 string name
            2 repeated string versions
            3 string platform
            4 repeated ModelMetadataResponse.TensorMetadata inputs
            5 repeated ModelMetadataResponse.TensorMetadata outputs
        """,
        "ModelMetadataResponse.TensorMetadata": "1 string name\n2 string datatype\n3 repeated int64 shape",
        "InferParameter": """
            1 bool bool_param @parameter_choice
            2 int64 int64_param @parameter_choice
            3 string string_param @parameter_choice
            4 double double_param @parameter_choice
            5 uint64 uint64_param @parameter_choice
        """,
        "InferTensorContents": """
            1 repeated bool bool_contents
            2 repeated int32 int_contents
            3 repeated int64 int64_contents
            4 repeated uint32 uint_contents
            5 repeated uint64 uint64_contents
            6 repeated float fp32_contents
            7 repeated double fp64_contents
            8 repeated bytes bytes_contents
        """,
        "ModelInferRequest": """
            1 string model_name
            2 string model_version
            3 string id
            4 map<string,InferParameter> parameters
            5 repeated ModelInferRequest.InferInputTensor inputs
            6 repeated ModelInferRequest.InferRequestedOutputTensor outputs
            7 repeated bytes raw_input_contents
        """,
        "ModelInferRequest.InferInputTensor": _TENSOR,
        "ModelInferRequest.InferRequestedOutputTensor": "1 string name\n2 map<string,InferParameter> parameters",
        "ModelInferResponse": """
            1 string model_name
            2 string model_version
            3 string id
            4 map<string,InferParameter> parameters
            5 repeated ModelInferResponse.InferOutputTensor outputs
            6 repeated bytes raw_output_contents
        """,
        "ModelInferResponse.InferOutputTensor": _TENSOR,
    },
    services={
        "GRPCInferenceService": {
            name: (f"{name}Request", f"{name}Response")
            for name in ("ServerLive", "ServerReady", "ModelReady", "ServerMetadata", "ModelMetadata", "ModelInfer")
        },
    },
)

HEALTH = File(
    name="grpc/health/v1/health.proto",
    package="grpc.health.v1",
    messages={
        "HealthCheckRequest": "1 string service",
        "HealthCheckResponse": "1 HealthCheckResponse.ServingStatus status",
    },
    enums={"HealthCheckResponse.ServingStatus": ("UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN")},
    services={
        "Health": {
            "Check": ("HealthCheckRequest", "HealthCheckResponse"),
            "Watch": ("HealthCheckRequest", "HealthCheckResponse~"),
        },
    },
)


def reflection(version: str) -> File:
    """Server reflection; its two versions, v1 and v1alpha, differ in the name of their package only."""
    return File(
        name=f"grpc/reflection/{version}/reflection.proto",
        package=f"grpc.reflection.{version}",
        messages={
            "ServerReflectionRequest": """
                1 string host
                3 string file_by_filename @message_request
                4 string file_containing_symbol @message_request
                5 ExtensionRequest file_containing_extension @message_request
                6 string all_extension_numbers_of_type @message_request
                7 string list_services @message_request
            """,
            "ExtensionRequest": "1 string containing_type\n2 int32 extension_number",
            "ServerReflectionResponse": """
                1 string valid_host
                2 ServerReflectionRequest original_request
                4 FileDescriptorResponse file_descriptor_response @message_response
                5 ExtensionNumberResponse all_extension_numbers_response @message_response
                6 ListServiceResponse list_services_response @message_response
                7 ErrorResponse error_response @message_response
            """,
            "FileDescriptorResponse": "1 repeated bytes file_descriptor_proto",
            "ExtensionNumberResponse": "1 string base_type_name\n2 repeated int32 extension_number",
            "ListServiceResponse": "1 repeated ServiceResponse service",
            "ServiceResponse": "1 string name",
            "ErrorResponse": "1 int32 error_code\n2 string error_message",
        },
        services={
            "ServerReflection": {"ServerReflectionInfo": ("ServerReflectionRequest~", "ServerReflectionResponse~")}
        },
    )
