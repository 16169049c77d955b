package io.gabion.node.parse;

import static io.gabion.node.parse.Logs.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.detectors.sigma.RulePack;
import io.gabion.detectors.sigma.RuleRun;
import io.gabion.detectors.sigma.match.LogSources;
import io.gabion.detectors.sigma.rule.LogSource;
import io.gabion.detectors.sigma.rule.Placeholders;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A rule for a log source meets the events that the reader of that log makes, under the names that it asks for. */
class RulesOnLogsTest {
    private static final String CALL =
            "type=SYSCALL msg=audit(1772359200.123:42): arch=c000003e syscall=%s exe=\"/usr/bin/curl\""
                    + " comm=\"curl\" uid=33 key=\"k\" UID=\"www-data\"\n";

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '`',
            value = {
                "product: linux, service: auditd#type: EXECVE, a1: -o#execve",
                "product: linux, service: auditd#type: SYSCALL, SYSCALL: execve#execve",
                "product: linux, category: process_creation#Image|endswith: /curl, CommandLine|contains: -o /tmp#execve",
                "product: linux, category: process_creation#User: www-data, CommandLine|endswith: x#execve",
                "product: linux, category: network_connection#DestinationIp: 192.0.2.99, Image|endswith: /curl#connect",
                "product: linux, category: file_event#TargetFilename|startswith: /etc/cron#path",
                "product: aws, service: cloudtrail#eventName: DeleteTrail, userIdentity.type: Root#aws",
                "product: okta, service: okta#eventType: user.account.lock#okta",
                "product: kubernetes, category: application, service: audit#verb: get, objectRef.resource: secrets#kubernetes",
                "product: azure, service: signinlogs#ResultType: 50126, Username: ann@example.com#entra",
                "product: azure, service: signinlogs#ResultType: 50126, Username: ann@example.com#graph",
                "product: azure, service: activitylogs#operationName|endswith: /DELETE#azure",
                "category: webserver#cs-uri-query|contains: /../, cs-method: GET, sc-status: 404#web",
                "category: webserver#cs-uri-query|contains: /../, cs-method: GET, sc-status: 404#eve-http",
                "category: proxy#c-uri|contains: evil.example/../, c-useragent: curl#eve-http",
                "category: dns#query|endswith: .evil.example#eve-dns",
                "service: apache#message|contains: segfault#apache",
                "product: azure, service: auditlogs#TargetResources.ModifiedProperties.DisplayName: StrongAuthenticationRequirement#entra-audit",
                "product: okta, service: okta#target.displayName: Okta Admin Console#okta-targets",
                "product: kubernetes, service: audit#requestObject.spec.containers.securityContext.privileged: 'true'#pods",
                "product: aws, service: cloudtrail#requestParameters.ipPermissions.items.ipRanges.items.cidrIp: 0.0.0.0/0, requestParameters.ipPermissions.items.toPort: 22#ranges",
                "product: aws, service: cloudtrail#requestParameters.ipPermissions.items.toPort|lt: 23, errorCode|exists: true, errorCode: null#ranges",
            })
    void a_rule_meets_the_events_of_its_source(String source, String selection, String log) {
        assertThat(hits(source, selection, lines(log))).isEqualTo(1);
        assertThat(hits("product: other", selection, lines(log))).isZero();
    }

    private static String[] lines(String log) {
        var lines =
                switch (log) {
                    case "execve" ->
                        CALL.formatted("59")
                                + "type=EXECVE msg=audit(1772359200.123:42): argc=3 a0=\"curl\" a1=\"-o\" a2=\"/tmp/x\"";
                    case "connect" ->
                        CALL.formatted("42")
                                + "type=SOCKADDR msg=audit(1772359200.123:42): saddr=0200115CC00002630000000000000000";
                    case "path" ->
                        CALL.formatted("257")
                                + "type=PATH msg=audit(1772359200.123:42): name=\"/etc/cron.d/x\" nametype=CREATE";
                    case "aws" ->
                        "{'eventVersion':'1','eventTime':'2026-03-01T10:00:00Z','eventSource':'cloudtrail.amazonaws.com',"
                                + "'eventName':'DeleteTrail','awsRegion':'r','userIdentity':{'type':'Root'}}";
                    case "okta" ->
                        "{'published':'2026-03-01T10:00:00Z','eventType':'user.account.lock','actor':{'id':'1'}}";
                    case "kubernetes" ->
                        "{'auditID':'1','verb':'get','objectRef':{'resource':'secrets'},'stageTimestamp':'2026-03-01T10:00:00Z'}";
                    case "entra" ->
                        "{'time':'2026-03-01T10:00:00Z','category':'SignInLogs','operationName':'Sign-in activity',"
                                + "'resultType':'50126','properties':{'userPrincipalName':'ann@example.com'}}";
                    case "graph" ->
                        "{'createdDateTime':'2026-03-01T10:00:00Z','userPrincipalName':'ann@example.com','status':{'errorCode':50126}}";
                    case "azure" ->
                        "{'time':'2026-03-01T10:00:00Z','resourceId':'/x','operationName':'Microsoft.A/b/delete','category':'Administrative'}";
                    case "web" -> "203.0.113.7 - - [01/Mar/2026:10:00:00 +0000] 'GET /a/../b HTTP/1.1' 404 5";
                    case "eve-http" ->
                        "{'timestamp':'2026-03-01T10:00:00Z','event_type':'http','src_ip':'203.0.113.7','http':{'hostname':"
                                + "'evil.example','url':'/../','http_method':'GET','status':404,'http_user_agent':'curl'}}";
                    case "entra-audit" ->
                        "{'time':'2026-03-01T10:00:00Z','category':'AuditLogs','operationName':'Update user','resourceId':'/x','TargetResources':[{'ModifiedProperties':"
                                + "[{'DisplayName':'StrongAuthenticationMethod'},{'DisplayName':'StrongAuthenticationRequirement'}]}]}";
                    case "okta-targets" ->
                        "{'published':'2026-03-01T10:00:00Z','eventType':'policy.evaluate_sign_on','actor':{'id':'1'},"
                                + "'target':[{'displayName':'Policy'},{'displayName':'Okta Admin Console'}]}";
                    case "pods" ->
                        "{'auditID':'1','verb':'create','objectRef':{'resource':'pods'},'stageTimestamp':'2026-03-01T10:00:00Z','requestObject':{'spec':"
                                + "{'containers':[{'securityContext':{'privileged':false}},{'securityContext':{'privileged':true}}]}}}";
                    case "ranges" ->
                        "{'eventVersion':'1','eventTime':'2026-03-01T10:00:00Z','eventSource':'ec2.amazonaws.com','eventName':'AuthorizeSecurityGroupIngress',"
                                + "'awsRegion':'r','errorCode':null,'requestParameters':{'ipPermissions':{'items':[{'toPort':443,'ipRanges':{'items':[{'cidrIp':'10.0.0.0/8'}]}},"
                                + "{'toPort':22,'ipRanges':{'items':[{'cidrIp':'192.0.2.0/24'},{'cidrIp':'0.0.0.0/0'}]}}]}}}";
                    case "eve-dns" ->
                        "{'timestamp':'2026-03-01T10:00:00Z','event_type':'dns','src_ip':'203.0.113.7',"
                                + "'dns':{'queries':[{'rrname':'a.evil.example','rrtype':'A'}]}}";
                    default -> "[Sun Mar 01 10:00:00 2026] [error] child segfault";
                };
        return json(lines).split("\n");
    }

    private static int hits(String source, String selection, String... lines) {
        var rule = "title: A rule\nid: r\nlogsource: {" + source + "}\ndetection:\n  s:\n    "
                + selection.replace(", ", "\n    ") + "\n  condition: s\nlevel: low\n";
        var pack = RulePack.of(List.of(new RulePack.File("r.yml", rule, "")), Placeholders.NONE);
        assertThat(pack.refused()).isEmpty();
        var run = new RuleRun(pack, LogSources.bundled(), LogSource.ANY);
        return Logs.read(lines).stream()
                .mapToInt(
                        parsed -> run.hits(((Parsed.Seen) parsed).observation()).size())
                .sum();
    }
}
