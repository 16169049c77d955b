package io.gabion.node.parse;

import static io.gabion.node.parse.Logs.json;
import static io.gabion.node.parse.Logs.seen;
import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.detectors.Batch;
import io.gabion.detectors.Finding;
import io.gabion.detectors.baseline.FirstSeen;
import io.gabion.detectors.window.Trace;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Observation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What clouds' and services' logs call an operation is what baselines and models know it by. */
class CloudCallsTest {
    private static final Instant T0 = Instant.parse("2026-03-01T00:00:00Z");

    enum Cloud {
        AWS(
                "{'eventVersion':'1.09','eventTime':'%s','eventSource':'iam.amazonaws.com','eventName':'%s',"
                        + "'userIdentity':{'type':'IAMUser','userName':'ann','arn':'arn:aws:iam::1:user/ann'},'awsRegion':'r'}",
                "iam.amazonaws.com %s"),
        KUBERNETES(
                "{'auditID':'a','verb':'%2$s','user':{'username':'system:serviceaccount:x:runner'},"
                        + "'objectRef':{'resource':'pods'},'requestReceivedTimestamp':'%1$s'}",
                "%s pods"),
        AZURE(
                "{'time':'%s','resourceId':'/x','operationName':'%s','category':'Administrative','identity':{'claims':{'appid':'app1'}}}",
                "%s"),
        AZURE_OF_A_WORKSPACE(
                "{'TenantId':'t','TimeGenerated':'%s','OperationName':'Some words','OperationNameValue':'%s','CategoryValue':'Administrative',"
                        + "'Caller':'ann@corp.example','CallerIpAddress':'203.0.113.7','Type':'AzureActivity'}",
                "%s"),
        OKTA(
                "{'uuid':'u','published':'%s','eventType':'%s','actor':{'id':'1','type':'User','alternateId':'ann@corp.example'},'outcome':{'result':'SUCCESS'}}",
                "%s"),
        GOOGLE(
                "{'timestamp':'%s','protoPayload':{'serviceName':'iam.googleapis.com','methodName':'google.iam.admin.v1.%s',"
                        + "'authenticationInfo':{'principalEmail':'ci@p.iam.gserviceaccount.com'}}}",
                "iam.googleapis.com google.iam.admin.v1.%s"),
        MICROSOFT_365(
                "{'CreationTime':'%s','Workload':'Exchange','Operation':'%s','UserId':'ann@corp.example','ResultStatus':'True'}",
                "Exchange %s"),
        GITHUB("{'@timestamp':'%s','action':'%s','actor':'ann','org':'corp','created_at':1}", "%s"),
        WORKSPACE(
                "{'id':{'time':'%s','applicationName':'drive'},'kind':'admin#reports#activity','actor':{'email':'ann@corp.example'},'events':[{'name':'%s'}]}",
                "%s");

        private final String line;
        private final String call;

        Cloud(String line, String call) {
            this.line = line;
            this.call = call;
        }

        Observation says(Instant time, String operation) {
            return seen(json(line.formatted(time, operation)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_call_that_was_never_made_is_told_whoever_logs_it(Cloud cloud) {
        var calls = new ArrayList<Observation>();
        for (int i = 0; i < 300; i++) {
            calls.add(cloud.says(T0.plusSeconds(3600L * i), i % 2 == 0 ? "usual" : "other"));
        }
        calls.add(cloud.says(T0.plusSeconds(3600L * 301), "rare"));
        var self = calls.getLast().primary();
        var first = new FirstSeen();
        assertThat(first.observe(first.empty(), self, Batch.of(calls), false).findings())
                .extracting(Finding::key)
                .containsExactly("API_CALL:" + cloud.call.formatted("rare"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "'auditID':'a','verb':'get','objectRef':{'resource':'secrets'},'responseStatus':{'code':200}; secrets get",
                "'auditID':'a','verb':'get','objectRef':{'resource':'secrets'},'responseStatus':{'code':403}; secrets get!",
                "'protoPayload':{'serviceName':'iam.googleapis.com','methodName':'google.iam.admin.v1.CreateServiceAccountKey'}; iam create",
                "'protoPayload':{'serviceName':'storage.googleapis.com','methodName':'storage.objects.get','status':{'code':7}}; storage get!",
                "'protoPayload':{'serviceName':'storage.googleapis.com','methodName':'storage.objects.get','status':{}}; storage get",
                "'protoPayload':{'methodName':'io.k8s.core.v1.secrets.list','status':{'code':7},'resourceName':'core/v1/secrets'}; secrets list!",
                "'Workload':'Exchange','Operation':'New-InboxRule','UserId':'ann@corp.example','ResultStatus':'True'; exchange new",
                "'Workload':'Exchange','Operation':'New-InboxRule','UserId':'ann@corp.example','ResultStatus':'False'; exchange new!",
                "'action':'repo.create','actor':'ann'; repo create",
                "'OperationNameValue':'Write','Category':'Administrative','TimeGenerated':'2026-03-01T10:00:00Z','Caller':'ann@corp.example',"
                        + "'ActivityStatusValue':'Failure'; administrative write!",
                "'resourceId':'/x','operationName':'Write','category':'Administrative','resultType':'Start'; administrative write",
            })
    void a_sequence_and_a_window_know_its_service_its_verb_and_whether_it_failed(String members, String word) {
        var call = seen(json("{'timestamp':'2026-03-01T10:00:00Z','time':'2026-03-01T10:00:00Z'," + members + "}"));
        var trace = new Trace(Trace.Of.API);
        var self = new AssetRef(Kind.PRINCIPAL, "someone");
        assertThat(trace.observe(trace.empty(), self, Batch.of(List.of(call)), false)
                        .state()
                        .words())
                .containsExactly(word);
    }
}
