"""The template says what the local cloud does not model, and CloudFormation's linter has nothing to add."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from chalicelib.settings import NOUNS
from tests.packaging.conftest import Packaged

FUNCTIONS = {
    "api_handler",
    "console",
    "evaluate",
    "export_list",
    "fire_triggers",
    "import_file",
    "import_slice",
    "index_clients",
    "mail_events",
    "night",
    "night_worker",
    "process_loyalty",
    "record",
    "record_queue",
    "run_mailing",
    "send",
    "take_upload",
    "text_events",
}
HEADERS = {
    "Cache-Control",
    "Content-Security-Policy",
    "Content-Type",
    "Permissions-Policy",
    "Referrer-Policy",
    "Strict-Transport-Security",
    "X-Content-Type-Options",
}


@pytest.mark.parametrize("template", ["sam.json", "template.json"])
def test_the_linter_finds_nothing(packaged: Packaged, template: str) -> None:
    linter = Path(sys.executable).with_name("cfn-lint")
    command = [str(linter), "--regions", "us-east-1", "--template", str(packaged.folder / template)]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (found.returncode, found.stdout) == (0, "")


def test_every_function_is_a_door_of_app_py(packaged: Packaged) -> None:
    handlers = {each["Properties"]["Handler"] for each in packaged.of_type("AWS::Lambda::Function").values()}
    assert handlers == {f"app.{name}" for name in FUNCTIONS - {"api_handler"}} | {"app.app"}


def test_chalice_accepts_the_configuration() -> None:
    """`chalice package` alone does not look at it; a route that ends in a slash would pass."""
    validated = "from chalice.cli.factory import CLIFactory as F; from chalice.deploy.validate import *; "
    validated += "validate_configuration(F('.').create_config_obj('studio'))"
    root = Path(__file__).parent.parent.parent
    done = subprocess.run(
        [sys.executable, "-c", validated], cwd=root, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_every_table_outlives_its_stack_and_can_go_back_in_time(packaged: Packaged) -> None:
    tables = packaged.of_type("AWS::DynamoDB::Table")
    assert len(tables) == len(NOUNS)
    for table in tables.values():
        assert table["DeletionPolicy"] == table["UpdateReplacePolicy"] == "Retain"
        told = table["Properties"]
        assert told["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
        assert told["DeletionProtectionEnabled"] == {"Fn::If": ["DataIsProtected", True, False]}
        assert told["BillingMode"] == "PAY_PER_REQUEST"


def test_rows_die_by_themselves_only_where_no_money_is(packaged: Packaged) -> None:
    dying = {
        name
        for name, table in packaged.of_type("AWS::DynamoDB::Table").items()
        if "TimeToLiveSpecification" in table["Properties"]
    }
    assert dying == {"ClaimsTable", "CountersTable", "DraftsTable"}


def test_every_answer_of_api_gateway_itself_carries_our_headers(packaged: Packaged) -> None:
    (api,) = packaged.of_type("AWS::ApiGateway::RestApi").values()
    answers = api["Properties"]["Body"]["x-amazon-apigateway-gateway-responses"]
    for name, answer in answers.items():
        assert {key.rpartition(".")[2] for key in answer["responseParameters"]} >= HEADERS, name
        assert answer["responseTemplates"].keys() == {"text/html", "application/json"}, name
    assert answers["MISSING_AUTHENTICATION_TOKEN"]["statusCode"] == "404"
    assert answers["THROTTLED"]["statusCode"] == "429"
    assert answers["THROTTLED"]["responseParameters"]["gatewayresponse.header.Retry-After"] == "'5'"
    assert {"DEFAULT_4XX", "DEFAULT_5XX"} < answers.keys()


def test_the_api_is_regional_compressed_and_binary(packaged: Packaged) -> None:
    (api,) = packaged.of_type("AWS::ApiGateway::RestApi").values()
    assert api["Properties"]["EndpointConfiguration"] == {"Types": ["REGIONAL"]}
    assert api["Properties"]["MinimumCompressionSize"] == 1024
    assert api["Properties"]["BinaryMediaTypes"] == ["*/*"]


def test_every_post_has_a_throttle_of_its_own(packaged: Packaged) -> None:
    (api,) = packaged.of_type("AWS::ApiGateway::RestApi").values()
    (stage,) = packaged.of_type("AWS::ApiGateway::Stage").values()
    posts = {path for path, methods in api["Properties"]["Body"]["paths"].items() if "post" in methods}
    throttled = {
        setting["ResourcePath"][1:].replace("~1", "/") or "/"
        for setting in stage["Properties"]["MethodSettings"]
        if setting["HttpMethod"] == "POST" and setting["ThrottlingBurstLimit"] <= 20
    }
    assert throttled >= posts > set()


def test_keys_reach_only_the_functions_that_sign_or_hash(packaged: Packaged) -> None:
    holders: dict[str, set[str]] = {"FORM_KEYS": set(), "LINK_KEYS": set(), "CONTACT_KEYS": set()}
    for name, function in packaged.of_type("AWS::Lambda::Function").items():
        for variable in holders.keys() & function["Properties"]["Environment"]["Variables"].keys():
            holders[variable].add(name)
    assert holders == {
        "FORM_KEYS": {"APIHandler"},
        "LINK_KEYS": {
            "APIHandler",
            "Console",
            "Evaluate",
            "Night",
            "NightWorker",
            "ImportSlice",
            "ProcessLoyalty",
            "Record",
            "RecordQueue",
            "Send",
        },
        "CONTACT_KEYS": {
            "APIHandler",
            "Console",
            "Evaluate",
            "Night",
            "NightWorker",
            "ImportSlice",
            "Record",
            "RecordQueue",
        },
    }


def test_every_stream_and_queue_reports_single_failures_and_gives_up_loudly(packaged: Packaged) -> None:
    sources = packaged.of_type("AWS::Lambda::EventSourceMapping")
    assert len(sources) == 10
    for name, source in sources.items():
        told = source["Properties"]
        assert told["FunctionResponseTypes"] == ["ReportBatchItemFailures"], name
        if "StartingPosition" in told:
            assert told["StartingPosition"] == "TRIM_HORIZON", name
            assert told["BisectBatchOnFunctionError"] is True, name
            assert 0 < told["MaximumRetryAttempts"] <= 10, name
            assert "Destination" in told["DestinationConfig"]["OnFailure"], name


def test_no_stream_has_more_readers_than_dynamodb_serves(packaged: Packaged) -> None:
    """Above two readers of a shard its reads are throttled. Source: DynamoDB's guide to streams."""
    read = [
        each["Properties"]["EventSourceArn"]["Fn::GetAtt"][0]
        for each in packaged.of_type("AWS::Lambda::EventSourceMapping").values()
        if "StartingPosition" in each["Properties"]
    ]
    assert max(read.count(table) for table in read) == 2


def test_a_page_stays_with_its_worker_longer_than_the_worker_may_take(packaged: Packaged) -> None:
    queues = packaged.of_type("AWS::SQS::Queue")
    defaults = {name: each.get("Default") for name, each in packaged.plain["Parameters"].items()}
    for source in packaged.of_type("AWS::Lambda::EventSourceMapping").values():
        queue = queues.get(source["Properties"]["EventSourceArn"]["Fn::GetAtt"][0])
        if queue is None:
            continue
        visible = queue["Properties"]["VisibilityTimeout"]
        seconds = defaults[visible["Ref"]] if isinstance(visible, dict) else visible
        function = packaged.plain["Resources"][source["Properties"]["FunctionName"]["Ref"]]
        assert seconds >= 6 * function["Properties"]["Timeout"]
        assert queue["Properties"]["RedrivePolicy"]["maxReceiveCount"] >= 5


def test_alarms_watch_every_function_and_every_dead_queue(packaged: Packaged) -> None:
    alarms = [each["Properties"] for each in packaged.of_type("AWS::CloudWatch::Alarm").values()]

    def watched(metric: str) -> set[str]:
        found: set[str] = set()
        for alarm in alarms:
            for dimension in alarm.get("Dimensions", []) if alarm["MetricName"] == metric else []:
                value: dict[str, Any] = dimension["Value"]
                found.add(value["Ref"] if "Ref" in value else value["Fn::GetAtt"][0])
        return found

    assert watched("Errors") == packaged.of_type("AWS::Lambda::Function").keys()
    dead = {name for name in packaged.of_type("AWS::SQS::Queue") if "Dead" in name or name == "FailuresQueue"}
    assert watched("ApproximateNumberOfMessagesVisible") == dead
    told = {"LoyaltyAboveUsual", "NightFailedRecords", "NightsDone", "ReconcileDifferences"}
    assert told < {alarm["MetricName"] for alarm in alarms}


def test_logs_are_not_kept_for_ever(packaged: Packaged) -> None:
    groups = packaged.of_type("AWS::Logs::LogGroup").values()
    assert len(groups) == len(FUNCTIONS)
    assert {group["Properties"]["RetentionInDays"] for group in groups} == {90}


def test_the_public_cannot_reach_the_bucket(packaged: Packaged) -> None:
    (bucket,) = packaged.of_type("AWS::S3::Bucket").values()
    assert set(bucket["Properties"]["PublicAccessBlockConfiguration"].values()) == {True}


def test_the_bucket_forgets_what_was_made_to_be_taken_away(packaged: Packaged) -> None:
    (bucket,) = packaged.of_type("AWS::S3::Bucket").values()
    rules = bucket["Properties"]["LifecycleConfiguration"]["Rules"]
    assert {rule["Prefix"]: rule["ExpirationInDays"] for rule in rules if "Prefix" in rule} == {
        "exports/": 2,
        "reports/mailed/": 30,
        "uploads/": 30,
    }


def test_whatever_is_not_waited_for_gives_up_loudly(packaged: Packaged) -> None:
    """Lambda tells nobody else when it gives up on what S3, a topic, the clock or the console asked for."""
    loud = {
        name
        for name, each in packaged.of_type("AWS::Lambda::Function").items()
        if each["Properties"].get("DeadLetterConfig")
        == {"TargetArn": {"Fn::GetAtt": ["FailuresQueue", "Arn"]}}
    }
    assert loud == {
        "ExportList",
        "FireTriggers",
        "ImportFile",
        "MailEvents",
        "Night",
        "ProcessLoyalty",
        "RunMailing",
        "Send",
        "TakeUpload",
        "TextEvents",
    }


def test_a_layer_is_carried_by_the_functions_that_need_it_alone(packaged: Packaged) -> None:
    layered = {
        name: each["Properties"]["Layers"]
        for name, each in packaged.of_type("AWS::Lambda::Function").items()
        if "Layers" in each["Properties"]
    }
    names = {
        each["Properties"]["Content"]["S3Key"]: name
        for name, each in packaged.of_type("AWS::Lambda::LayerVersion").items()
    }
    cleaner = [{"Ref": names["cleaner.zip"]}]
    cleaning = dict.fromkeys(("Console", "ProcessLoyalty", "Send"), cleaner)
    assert layered == {"TakeUpload": [{"Ref": names["layer.zip"]}], **cleaning}
