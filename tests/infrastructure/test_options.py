"""What is off by default is as AWS takes it when it is on, and leaves nothing behind when it is off."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from infra.configuration import Configuration
from infra.function_specs import function_specs
from infra.names import search_domain
from tests.infrastructure.synthesis import Template, mentions

US_EDGE = "BatonProd-edge-eu-central-1"


@pytest.fixture
def foundation(options: dict[str, Template]) -> Template:
    return options["BatonProdFoundation"]


def everything(options: dict[str, Template], kind: str) -> list[Any]:
    return [
        resource.get("Properties", {})
        for template in options.values()
        for resource in template.resources.values()
        if resource["Type"] == f"AWS::{kind}"
    ]


def test_what_cloudfront_needs_elsewhere_is_in_a_stack_there(options: dict[str, Template]) -> None:
    edge = options[US_EDGE]
    (certificate,) = edge.properties("CertificateManager::Certificate").values()
    assert certificate["DomainName"] == "api.example.com"
    assert certificate["DomainValidationOptions"][0]["HostedZoneId"] == "Z0EXAMPLE"
    (firewall,) = edge.properties("WAFv2::WebACL").values()
    assert firewall["Scope"] == "CLOUDFRONT"


def test_the_domain_has_its_certificate_firewall_and_records(foundation: Template) -> None:
    (distribution,) = foundation.properties("CloudFront::Distribution").values()
    told = distribution["DistributionConfig"]
    assert told["Aliases"] == ["api.example.com"]
    assert told["ViewerCertificate"]["AcmCertificateArn"]
    assert told["WebACLId"]
    records = [
        one["Type"]
        for one in foundation.properties("Route53::RecordSet").values()
        if one["Name"] == "api.example.com"
    ]
    assert sorted(records) == ["A", "AAAA"]


def statements_for(service: str, documents: list[Any]) -> list[dict[str, Any]]:
    """What a service may do, by the policies among ``documents``."""
    return [
        statement
        for document in documents
        for statement in document["Statement"]
        if statement.get("Principal") == {"Service": f"{service}.amazonaws.com"}
    ]


def names_this_account(statement: dict[str, Any], source: str) -> bool:
    """Whether a statement is for this account, and for a ``source`` of it."""
    told = statement["Condition"]
    of_account = told["StringEquals"]["aws:SourceAccount"]
    return bool(of_account) and source in json.dumps(told["ArnLike"]["aws:SourceArn"])


def test_mail_is_received_by_one_rule_that_may_write_into_its_folder_alone(
    foundation: Template,
) -> None:
    (rules,) = foundation.properties("SES::ReceiptRuleSet").values()
    (rule,) = foundation.of_type("SES::ReceiptRule").values()
    told = rule["Properties"]["Rule"]
    assert rules["RuleSetName"] == "BatonProd-inbox"
    assert told["Recipients"] == ["reply@in.example.com"]
    assert (told["Enabled"], told["ScanEnabled"], told["TlsPolicy"]) == (True, True, "Require")
    (action,) = told["Actions"]
    assert action["S3Action"]["ObjectKeyPrefix"] == "inbox/"
    (policy,) = statements_for("ses", [
        one["PolicyDocument"] for one in foundation.properties("S3::BucketPolicy").values()
    ])  # fmt: skip
    assert policy["Action"] == "s3:PutObject"
    assert "/inbox/*" in json.dumps(policy["Resource"])
    assert names_this_account(policy, ":receipt-rule-set/BatonProd-inbox:receipt-rule/*")
    (sealed,) = statements_for("ses", [
        one["KeyPolicy"] for one in foundation.properties("KMS::Key").values()
    ])  # fmt: skip
    assert set(sealed["Action"]) == {"kms:GenerateDataKey*", "kms:Decrypt"}
    assert names_this_account(sealed, ":receipt-rule-set/BatonProd-inbox:receipt-rule/*")
    assert any("Policy" in one for one in rule["DependsOn"]), "SES writes when the rule is made"


def test_text_messages_come_in_for_this_account_alone_and_call_the_inbox(
    options: dict[str, Template],
) -> None:
    (published,) = statements_for(
        "sms-voice", [one["PolicyDocument"] for one in everything(options, "SNS::TopicPolicy")]
    )
    (sealed,) = statements_for(
        "sms-voice", [one["KeyPolicy"] for one in everything(options, "KMS::Key")]
    )
    assert published["Action"] == "sns:Publish"
    assert set(sealed["Action"]) == {"kms:GenerateDataKey*", "kms:Decrypt"}
    assert names_this_account(published, ":sms-voice:")
    assert names_this_account(sealed, ":sms-voice:")
    brought = [
        one for one in everything(options, "SNS::Subscription") if one["Protocol"] == "lambda"
    ]
    called = [
        one
        for one in everything(options, "Lambda::Permission")
        if one["Principal"] == "sns.amazonaws.com"
    ]
    assert len(brought) == len(called) == 1
    assert called[0]["SourceArn"] == brought[0]["TopicArn"]


def test_the_apis_own_address_is_closed_to_all_but_the_edge(options: dict[str, Template]) -> None:
    (distribution,) = everything(options, "CloudFront::Distribution")
    (origin,) = distribution["DistributionConfig"]["Origins"]
    (header,) = origin["OriginCustomHeaders"]
    assert header["HeaderName"] == "x-baton-edge"
    assert "{{resolve:secretsmanager:" in json.dumps(header["HeaderValue"])
    serving = [
        function["Environment"]["Variables"]
        for function in everything(options, "Lambda::Function")
        if "BATON_RATE_LIMITS" in function.get("Environment", {}).get("Variables", {})
    ]
    assert len(serving) == sum(one.serves_callers for one in function_specs())
    assert all("secretsmanager" in json.dumps(told["BATON_EDGE_KEY"]) for told in serving)


def test_links_go_by_the_edge(application: Template, options: dict[str, Template]) -> None:
    """Also without a domain: past CloudFront, nothing of it would guard them."""
    named = [
        function["Environment"]["Variables"]["BATON_LINKS"]
        for function in everything(options, "Lambda::Function")
        if "BATON_LINKS" in function.get("Environment", {}).get("Variables", {})
    ]
    assert named
    assert set(named) == {"https://api.example.com"}
    for function in application.properties("Lambda::Function").values():
        if links := function["Environment"]["Variables"].get("BATON_LINKS"):
            (edge,) = mentions(links)
            assert application.resources[edge]["Type"] == "AWS::CloudFront::Distribution"


def test_firewalls_let_a_caller_have_the_rate_it_is_promised(options: dict[str, Template]) -> None:
    firewalls = everything(options, "WAFv2::WebACL")
    assert {firewall["Scope"] for firewall in firewalls} == {"CLOUDFRONT", "REGIONAL"}
    assert everything(options, "WAFv2::WebACLAssociation")
    limits = {
        firewall["Scope"]: rule["Statement"]["RateBasedStatement"]["Limit"]
        for firewall in firewalls
        for rule in firewall["Rules"]
        if "RateBasedStatement" in rule["Statement"]
    }
    assert limits["CLOUDFRONT"] >= 300 * max(Configuration().callers.model_dump().values())
    with pytest.raises(ValidationError, match="promised 200 requests a second"):
        Configuration.model_validate({"callers": {"application": 200}})


def test_the_mail_domain_is_signed_and_its_records_published(foundation: Template) -> None:
    (identity,) = foundation.properties("SES::EmailIdentity").values()
    assert identity["EmailIdentity"] == "example.com"
    assert identity["DkimAttributes"] == {"SigningEnabled": True}
    assert identity["MailFromAttributes"]["MailFromDomain"] == "bounces.example.com"
    kinds = [one["Type"] for one in foundation.properties("Route53::RecordSet").values()]
    assert sorted(kinds) == ["A", "AAAA", "CNAME", "CNAME", "CNAME", "MX", "TXT"]


def test_a_sender_with_a_name_is_granted_by_its_address(options: dict[str, Template]) -> None:
    granted = json.dumps(
        [
            statement["Resource"]
            for policy in everything(options, "IAM::Policy")
            for statement in policy["PolicyDocument"]["Statement"]
            if "ses:SendEmail" in statement["Action"]
        ]
    )
    for identity in ("hello@news.example.com", "news.example.com", "example.com"):
        assert f':identity/{identity}"' in granted
    assert "<" not in granted


def test_functions_and_search_are_in_the_companys_network(
    application: Template, options: dict[str, Template]
) -> None:
    ours = [
        function
        for function in everything(options, "Lambda::Function")
        if str(function.get("FunctionName", "")).startswith("BatonProd-")
    ]
    assert len(ours) == len(application.of_type("Lambda::Function"))
    inside = {"SubnetIds": ["subnet-1", "subnet-2"], "SecurityGroupIds": ["sg-1"]}
    assert all(function["VpcConfig"] == inside for function in ours)
    (domain,) = everything(options, "OpenSearchService::Domain")
    assert domain["VPCOptions"] == inside
    assert domain["ClusterConfig"]["InstanceCount"] == 2
    assert domain["ClusterConfig"]["ZoneAwarenessConfig"] == {"AvailabilityZoneCount": 2}
    for function in application.properties("Lambda::Function").values():
        assert "VpcConfig" not in function


def test_a_domain_is_upgraded_in_place_and_named_within_28_characters(
    options: dict[str, Template], application: Template
) -> None:
    for template in (*options.values(), application):
        for domain in template.resources.values():
            if domain["Type"] == "AWS::OpenSearchService::Domain":
                assert domain["UpdatePolicy"] == {"EnableVersionUpgrade": True}
    long = search_domain("Sixteencharacter" + "Fifteencharacte", own_key=True, in_vpc=True)
    other = search_domain("Sixteencharacter" + "Fifteencharactr", own_key=True, in_vpc=True)
    assert len(long) == len(other) == 28
    assert long != other
    # A key and a network cannot change: the domain that replaces it needs another name.
    kinds = {
        search_domain("Baton", own_key=k, in_vpc=v) for k in (False, True) for v in (False, True)
    }
    assert len(kinds) == 4


def test_the_budget_counts_the_deployment_alone(options: dict[str, Template]) -> None:
    (budget,) = everything(options, "Budgets::Budget")
    assert budget["Budget"]["CostFilters"] == {"TagKeyValue": ["user:baton-deployment$BatonProd"]}


def test_alarms_have_their_subscriber(foundation: Template) -> None:
    (subscription,) = foundation.properties("SNS::Subscription").values()
    assert (subscription["Protocol"], subscription["Endpoint"]) == ("email", "on-call@example.com")


def test_logs_of_sockets_wait_for_the_accounts_role(application: Template) -> None:
    (account,) = application.of_type("ApiGateway::Account")
    stages = application.of_type("ApiGatewayV2::Stage").values()
    (live,) = [one for one in stages if one["Properties"]["StageName"] == "live"]
    assert account.partition(".")[2] in live["DependsOn"]


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"address": {"domain": "api.example.com"}}, "address.certificate_arn"),
        ({"address": {"domain": "not a host"}}, "domain"),
        ({"network": {"subnet_ids": "subnet-1"}}, "security_group_ids"),
        (
            {
                "network": {"subnet_ids": "subnet-1", "security_group_ids": "sg-1"},
                "episodes": {"instances": 2},
            },
            "2 search nodes need 2 subnets",
        ),
        (
            {"region": "eu-central-1", "region_pinned": True, "address": {"firewall": True}},
            "would be in us-east-1",
        ),
        ({"stage": "pre-prod"}, "stage"),
        ({"stack_name": "Our-Baton"}, "stack_name"),
    ],
)
def test_options_that_do_not_go_together_are_refused(given: dict[str, Any], named: str) -> None:
    with pytest.raises(ValidationError, match=named):
        Configuration.model_validate(given)


def test_an_option_of_a_section_is_set_on_the_command_line() -> None:
    given = {"baton": {"operations": {"backup_weeks": 3}}, "operations.canary": "false"}
    settings = Configuration.from_context(given.get, {})
    assert (settings.operations.canary, settings.operations.backup_weeks) == (False, 3)


def test_athena_answers_over_the_facts_alone_and_up_to_a_limit(
    options: dict[str, Template], foundation: Template, application: Template
) -> None:
    (workgroup,) = foundation.properties("Athena::WorkGroup").values()
    told = workgroup["WorkGroupConfiguration"]
    assert told["EnforceWorkGroupConfiguration"] is True
    assert told["BytesScannedCutoffPerQuery"] == 10_000_000_000
    (database,) = foundation.properties("Glue::Database").values()
    assert database["DatabaseInput"]["Name"] == "batonprod_facts"
    (keeper,) = (
        one["Environment"]["Variables"]
        for one in everything(options, "Lambda::Function")
        if one.get("FunctionName") == "BatonProd-facts"
    )
    assert keeper["BATON_FACTS_DATABASE"] == "batonprod_facts"
    assert "AWS::Athena::WorkGroup" not in application.types
