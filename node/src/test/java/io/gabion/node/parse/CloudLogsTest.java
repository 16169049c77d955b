package io.gabion.node.parse;

import static io.gabion.node.parse.Logs.assets;
import static io.gabion.node.parse.Logs.json;
import static io.gabion.node.parse.Logs.seen;
import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.observation.Observation.Outcome;
import io.gabion.protocol.observation.OcsfClass;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CloudLogsTest {
    private static final String EVIL = "198.51.100.66";

    private static String trail(String more) {
        return json("{'eventVersion':'1.09','eventTime':'2026-03-01T10:00:00Z','eventSource':'iam.amazonaws.com',"
                + "'eventName':'CreateUser','awsRegion':'us-east-1'," + more + "'recipientAccountId':'111122223333'}");
    }

    private static final String ANN = "'userIdentity':{'type':'IAMUser','accountId':'111122223333',"
            + "'arn':'arn:aws:iam::111122223333:user/Ann','userName':'Ann'},";

    private static String console(String result, String user) {
        return json("{'eventVersion':'1.08','eventTime':'2026-03-01T10:00:00Z','eventSource':'signin.amazonaws.com',"
                + "'eventName':'ConsoleLogin','awsRegion':'us-east-1','sourceIPAddress':'203.0.113.7',"
                + "'userIdentity':{'type':'IAMUser','accountId':'111122223333','userName':'" + user + "'},"
                + "'responseElements':{'ConsoleLogin':'" + result + "'},'additionalEventData':{'MFAUsed':'No'}}");
    }

    private static String okta(String type, String result, String more) {
        return json("{'uuid':'u','published':'2026-03-01T10:00:00.123Z','eventType':'" + type + "',"
                + "'actor':{'id':'00u1','type':'User','alternateId':'Ann@Example.com'},"
                + "'client':{'ipAddress':'203.0.113.7','userAgent':{'rawUserAgent':'" + EVIL + "'}}," + more
                + "'outcome':{'result':'" + result + "'}}");
    }

    private static String cluster(String more) {
        return json("{'kind':'Event','apiVersion':'audit.k8s.io/v1','level':'Metadata','auditID':'a1',"
                + "'stage':'ResponseComplete','requestURI':'/api/v1/namespaces/x/pods','verb':'create',"
                + "'user':{'username':'system:serviceaccount:x:runner'}," + more
                + "'objectRef':{'resource':'pods','namespace':'x'},"
                + "'requestReceivedTimestamp':'2026-03-01T10:00:00.000001Z'}");
    }

    private static String login(String code) {
        return json("{'time':'2026-03-01T10:00:00.0000000Z','category':'SignInLogs','operationName':'Sign-in activity',"
                + "'callerIpAddress':'203.0.113.7','resultType':'" + code + "',"
                + "'properties':{'userPrincipalName':'Ann@Example.com','userAgent':'" + EVIL + "'}}");
    }

    @Test
    void a_call_to_aws_is_of_its_principal_and_its_address() {
        var o = seen(trail("'sourceIPAddress':'203.0.113.7'," + ANN));
        assertThat(o.type()).isEqualTo(OcsfClass.API_ACTIVITY);
        assertThat(o.activity()).isEqualTo(Activities.CREATE);
        assertThat(o.product()).isEqualTo("cloudtrail");
        assertThat(o.time()).isEqualTo("2026-03-01T10:00:00Z");
        assertThat(assets(o)).containsExactly("principal:arn:aws:iam::111122223333:user/ann", "address:203.0.113.7");
        assertThat(o.actor().account()).isEqualTo("ann@111122223333");
        assertThat(o.fields()).containsEntry("userIdentity.userName", "Ann").containsEntry("eventName", "CreateUser");
    }

    @Test
    void the_sessions_of_a_role_are_the_role() {
        var o = seen(trail("'userIdentity':{'type':'AssumedRole','accountId':'111122223333',"
                + "'arn':'arn:aws:sts::111122223333:assumed-role/Deploy/i-1','sessionContext':{'sessionIssuer':"
                + "{'type':'Role','arn':'arn:aws:iam::111122223333:role/Deploy','userName':'Deploy'}}},"));
        assertThat(assets(o)).containsExactly("principal:arn:aws:iam::111122223333:role/deploy");
    }

    @Test
    void a_service_that_calls_aws_is_no_address() {
        var o = seen(trail("'sourceIPAddress':'cloudformation.amazonaws.com'," + ANN));
        assertThat(assets(o)).containsExactly("principal:arn:aws:iam::111122223333:user/ann");
        assertThat(o.network().from()).isEmpty();
    }

    @Test
    void what_a_caller_puts_into_a_request_is_nobodys_name() {
        var o = seen(trail("'sourceIPAddress':'203.0.113.7','userAgent':'" + EVIL + "',"
                + "'requestParameters':{'sourceIPAddress':'" + EVIL + "','userIdentity':{'arn':'" + EVIL + "'},"
                + "'userName':'" + EVIL + "'},'errorMessage':'" + EVIL + "'," + ANN));
        Logs.neverNames(o, EVIL);
        assertThat(o.fields()).containsEntry("userAgent", EVIL);
    }

    @Test
    void a_request_of_thousands_of_parameters_does_not_push_out_who_made_it() {
        var many = new StringBuilder("'requestParameters':{'deep':{'deeper':{");
        for (int i = 0; i < 3000; i++) {
            many.append("'k").append(i).append("':1,");
        }
        var o = seen(trail(many + "'z':1}}}," + "'sourceIPAddress':'203.0.113.7'," + ANN));
        assertThat(assets(o)).contains("principal:arn:aws:iam::111122223333:user/ann", "address:203.0.113.7");
        assertThat(o.fields()).hasSize(256).containsEntry("userIdentity.userName", "Ann");
    }

    @ParameterizedTest
    @CsvSource({
        "Success,Ann,SUCCESS,ann@111122223333,0",
        "Failure,Ann,FAILURE,ann@111122223333,1",
        "Failure,HIDDEN_DUE_TO_SECURITY_REASONS,FAILURE,,1",
        "Perhaps,Ann,NONE,,0",
    })
    void a_login_to_the_console_is_an_attempt(String result, String user, Outcome outcome, String account, int count) {
        var login = seen(console(result, user)).authentication();
        assertThat(login.outcome()).isEqualTo(outcome);
        assertThat(login.account()).isEqualTo(account == null ? "" : account);
        assertThat(login.attempts()).isEqualTo(count);
        assertThat(login.from()).isEqualTo(outcome == Outcome.NONE ? "" : "203.0.113.7");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "user.session.start|SUCCESS||SUCCESS|0",
                "user.session.start|FAILURE||FAILURE|1",
                "user.authentication.auth_via_mfa|FAILURE|'debugContext':{'debugData':{'factor':'OKTA_VERIFY_PUSH'}},|FAILURE|1",
                "user.authentication.auth_via_mfa|FAILURE|'debugContext':{'debugData':{'factor':'PASSWORD_AS_FACTOR'}},|FAILURE|0",
                "user.authentication.auth_via_mfa|CHALLENGE||NONE|0",
                "user.account.lock|FAILURE||NONE|0",
            })
    void each_attempt_at_okta_counts_once(String type, String result, String more, Outcome outcome, int count) {
        var o = seen(okta(type, result, more == null ? "" : more));
        assertThat(o.authentication().outcome()).isEqualTo(outcome);
        assertThat(o.authentication().attempts()).isEqualTo(count);
        assertThat(assets(o)).containsExactly("account:ann@example.com", "address:203.0.113.7");
    }

    @Test
    void the_addresses_a_client_claims_to_have_passed_are_not_its_own() {
        var o = seen(okta("user.session.start", "FAILURE", "'request':{'ipChain':[{'ip':'" + EVIL + "'}]},"));
        Logs.neverNames(o, EVIL);
        assertThat(o.authentication().from()).isEqualTo("203.0.113.7");
    }

    @Test
    void a_request_to_kubernetes_is_of_the_user_and_of_the_last_address() {
        var o = seen(cluster("'sourceIPs':['" + EVIL + "','203.0.113.7'],'userAgent':'" + EVIL + "',"));
        assertThat(assets(o)).containsExactly("principal:system:serviceaccount:x:runner", "address:203.0.113.7");
        assertThat(o.activity()).isEqualTo(Activities.CREATE);
        assertThat(o.fields()).containsEntry("objectRef.resource", "pods");
        Logs.neverNames(o, EVIL);
    }

    @Test
    void a_chain_of_addresses_too_long_to_hold_gives_none() {
        var chain = ("'" + EVIL + "',").repeat(2000);
        var o = seen(cluster("'sourceIPs':[" + chain + "'203.0.113.7'],"));
        assertThat(assets(o)).containsExactly("principal:system:serviceaccount:x:runner");
    }

    @Test
    void a_request_to_kubernetes_that_nobody_may_make_is_a_failed_login() {
        var o = seen(cluster("'responseStatus':{'code':401},'sourceIPs':['203.0.113.7'],"));
        assertThat(o.authentication().outcome()).isEqualTo(Outcome.FAILURE);
        assertThat(o.authentication().from()).isEqualTo("203.0.113.7");
    }

    @ParameterizedTest
    @CsvSource({"0,SUCCESS,0", "50126,FAILURE,1", "500121,FAILURE,1", "50076,NONE,0", "50140,NONE,0"})
    void a_login_to_entra_fails_only_for_a_wrong_secret_or_user(String code, Outcome outcome, int count) {
        var o = seen(login(code));
        assertThat(o.type()).isEqualTo(OcsfClass.AUTHENTICATION);
        assertThat(o.authentication().outcome()).isEqualTo(outcome);
        assertThat(o.authentication().attempts()).isEqualTo(count);
        assertThat(assets(o)).containsExactly("account:ann@example.com", "address:203.0.113.7");
        Logs.neverNames(o, EVIL);
    }

    @Test
    void a_login_as_graph_and_as_a_workspace_give_it_is_the_same() {
        var graph =
                seen(json("{'id':'1','createdDateTime':'2026-03-01T10:00:00Z','userPrincipalName':'ann@example.com',"
                        + "'ipAddress':'203.0.113.7','status':{'errorCode':50126}}"));
        var workspace = seen(json("{'TimeGenerated':'2026-03-01T10:00:00Z','UserPrincipalName':'ann@example.com',"
                + "'IPAddress':'203.0.113.7','ResultType':'50126'}"));
        assertThat(graph.authentication()).isEqualTo(workspace.authentication());
        assertThat(graph.authentication().attempts()).isEqualTo(1);
        assertThat(graph.time()).isEqualTo(workspace.time());
    }

    @Test
    void an_activity_without_a_caller_is_of_the_resource() {
        var o = seen(json("{'time':'2026-03-01T10:00:00Z','resourceId':'/SUBSCRIPTIONS/1/VM/A',"
                + "'operationName':'Microsoft.Compute/virtualMachines/delete','category':'Administrative'}"));
        assertThat(assets(o)).containsExactly("workload:/subscriptions/1/vm/a");
        assertThat(o.activity()).isEqualTo(Activities.DELETE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'eventVersion':'1','eventName':'x','eventSource':'y','eventTime':'yesterday'}",
                "{'eventType':'user.session.start','actor':{'id':'a'},'published':'-'}",
                "{'verb':'get','objectRef':{},'auditID':'1','stageTimestamp':'soon'}",
                "{'operationName':'x','category':'Administrative','time':'?'}",
                "{'protoPayload':{'methodName':'x'},'timestamp':'?'}",
                "{'a':1,'b':{'c':'d'}}",
                "{'event_type':'alert','flow_id':1,'timestamp':''}",
                "{'eventName':'x','eventSource':'y','awsRegion':'z','eventTime':'2026-03-01T10:00:00Z'",
            })
    void an_event_whose_time_cannot_be_read_or_that_is_cut_short_is_dead(String line) {
        assertThat(Logs.read(json(line)).getLast()).isInstanceOf(Parsed.Dead.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'eventVersion':'1','eventName':'x','eventSource':'y','awsRegion':'z'}",
                "{'eventType':'user.session.start','actor':{'id':'a'}}",
                "{'verb':'get','objectRef':{},'auditID':'1'}",
                "{'operationName':'x','category':'Administrative'}",
                "{'protoPayload':{'methodName':'x'}}",
                "{'action':'repo.create','actor':'ann'}",
                "{'event_type_id':8}",
                "{'whatever':{'it':'is'},'actor':{'email':'ann@example.com'}}",
            })
    void an_event_that_tells_no_time_has_that_of_its_file(String line) {
        assertThat(seen(json(line)).time()).isEqualTo(Logs.REFERENCE);
    }

    @Test
    void a_line_of_another_service_than_the_first_is_read_as_what_it_is() {
        var line = json("{'action':'team.destroy','actor':'ann','actor_ip':'192.0.2.7','created_at':1767225600500}");
        var o = seen(trail(ANN), line);
        assertThat(o.product()).isEqualTo("github");
        assertThat(o.time()).isEqualTo("2026-01-01T00:00:00.5Z");
        assertThat(assets(o)).containsExactly("account:ann", "address:192.0.2.7");
    }

    @Test
    void a_cluster_of_azure_or_google_tells_what_any_cluster_tells() {
        var azure = seen(json("{'category':'kube-audit','operationName':'x','resourceId':'/SUBSCRIPTIONS/1',"
                + "'properties':{'log':'{\\'verb\\':\\'create\\',\\'user\\':{\\'username\\':\\'ann\\'},"
                + "\\'sourceIPs\\':[\\'192.0.2.7\\'],\\'objectRef\\':{\\'resource\\':\\'pods\\'}}'}}"));
        var google = seen(json("{'protoPayload':{'methodName':'io.k8s.core.v1.pods.exec.create',"
                + "'resourceName':'core/v1/namespaces/shop/pods/web/exec','request':{'command':'sh'},"
                + "'authenticationInfo':{'principalEmail':'ann'},'requestMetadata':{'callerIp':'192.0.2.7'}}}"));
        assertThat(azure.product()).isEqualTo("kubernetes");
        for (var o : List.of(azure, google)) {
            assertThat(assets(o)).containsExactly("principal:ann", "address:192.0.2.7");
            assertThat(o.fields()).containsEntry("verb", "create").containsEntry("objectRef.resource", "pods");
        }
        assertThat(google.fields())
                .containsEntry("objectRef.subresource", "exec")
                .containsEntry("objectRef.namespace", "shop")
                .containsEntry("objectRef.name", "web")
                .containsEntry("requestObject.command", "sh")
                .containsEntry("responseStatus.code", "200");
    }

    @Test
    void a_name_inside_a_request_does_not_decide_the_format() {
        var line = trail("'requestParameters':{'EventID':1,'_path':'conn','@stream':'x','__CURSOR':'c'}," + ANN);
        assertThat(Logs.format(line).name()).isEqualTo("cloudtrail");
    }
}
