package io.gabion.node.parse;

import static io.gabion.node.parse.Logs.json;
import static io.gabion.node.parse.Logs.seen;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Several;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What has several values or none is for rules alone: no other part of an observation shows how it is written. */
class SeveralFieldsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'timestamp':'2026-03-01T10:00:00Z','event_type':'flow','src_ip':'203.0.113.7','dest_ip':'203.0.113.8','dest_port':9,'proto':'TCP'}",
                "{'eventVersion':'1','eventTime':'2026-03-01T10:00:00Z','eventSource':'signin.amazonaws.com','eventName':'ConsoleLogin','awsRegion':'r',"
                        + "'sourceIPAddress':'203.0.113.7','userIdentity':{'arn':'a/b','accountId':'1'},'responseElements':{'ConsoleLogin':'Failure'}}",
                "{'published':'2026-03-01T10:00:00Z','eventType':'user.session.start','actor':{'alternateId':'a@b'},'outcome':{'result':'FAILURE'},'client':{'ipAddress':'203.0.113.7'}}",
                "{'auditID':'1','verb':'get','sourceIPs':'203.0.113.7','user':{'username':'u'},'stageTimestamp':'2026-03-01T10:00:00Z','responseStatus':{'code':401}}",
                "{'time':'2026-03-01T10:00:00Z','category':'SignInLogs','operationName':'x','resultType':'50126','callerIpAddress':'203.0.113.7','userPrincipalName':'u','createdDateTime':'2026-03-01T10:00:00Z'}",
                "{'timestamp':'2026-03-01T10:00:00Z','protoPayload':{'methodName':'io.k8s.core.v1.pods.create','resourceName':'core/v1/namespaces/d/pods/w','status':{'code':7},"
                        + "'authenticationInfo':{'principalEmail':'a@b'},'requestMetadata':{'callerIp':'203.0.113.7'},'request':{'x':'y'}}}",
                "{'EventID':4625,'Channel':'Security','Provider_Name':'p','Computer':'ws1','TimeCreated':'2026-03-01T10:00:00Z','IpAddress':'203.0.113.7',"
                        + "'TargetUserName':'ann','TargetDomainName':'D','EventData':'<Data Name=\\'x\\'>y</Data>','LogonType':3}",
                "{'EventID':1,'Channel':'Microsoft-Windows-Sysmon/Operational','Computer':'ws1','UtcTime':'2026-03-01T10:00:00Z','Image':'i','CommandLine':'c','ParentImage':'p','ProcessId':4,'User':'D\\\\u'}",
                "{'_path':'conn','ts':1772359200,'id.orig_h':'203.0.113.7','id.resp_h':'203.0.113.8','proto':'tcp','conn_state':'S0','peer':'z'}",
                "{'_path':'smtp','ts':1772359200,'peer':'z','last_reply':'535 5.7.8 authentication failed'}",
                "{'event_simpleName':'ProcessRollup2','aid':'a1','event_platform':'Win','ImageFileName':'\\\\Device\\\\HarddiskVolume2\\\\a.exe','ParentBaseFileName':'b.exe','timestamp':'2026-03-01T10:00:00Z'}",
                "{'request':'GET /a HTTP/1.1','status':401,'remote_addr':'203.0.113.7','cs-username':'u','cs-method':'GET','http_user_agent':'x','time':'2026-03-01T10:00:00Z'}",
                "{'timestamp':'2026-03-01T10:00:00Z','ip':'203.0.113.7','user':{'name':'ann'},'message':'login failed for ann'}",
            })
    void typed_parts_are_plain_whatever_is_a_list_or_null(String line) throws Exception {
        var whole = (ObjectNode) JSON.readTree(json(line));
        var as = seen(whole.toString());
        var names = new TreeMap<String, JsonNode>();
        paths("", whole, names);
        for (var pointer : names.keySet()) {
            for (var change : List.of("['%s','z']", "['z','%s']", "null", "[]")) {
                var changed = whole.deepCopy();
                var value = names.get(pointer).asText().replace("\\", "\\\\").replace("\"", "\\\"");
                put(changed, pointer, JSON.readTree(json(change.formatted(value))));
                var parsed = Logs.format(whole.toString())
                        .parse(
                                as.source(),
                                changed.toString().getBytes(),
                                0,
                                changed.toString().getBytes().length);
                if (parsed instanceof Parsed.Seen(var observation)) {
                    plain(observation, pointer + " " + change);
                }
            }
        }
    }

    private static void plain(Observation observation, String what) {
        assertThat(observation.told().toString()).as(what).doesNotContain("\udfff", Several.NONE);
        assertThat(observation.toString().replace(observation.fields().toString(), ""))
                .as(what)
                .doesNotContain("\udfff", Several.NONE);
    }

    private static void paths(String at, JsonNode node, Map<String, JsonNode> into) {
        node.properties().forEach(field -> {
            var path = at + "/" + field.getKey();
            if (field.getValue().isObject()) {
                paths(path, field.getValue(), into);
            } else {
                into.put(path, field.getValue());
            }
        });
    }

    private static void put(ObjectNode in, String pointer, JsonNode value) {
        int slash = pointer.lastIndexOf('/');
        ((ObjectNode) (slash == 0 ? in : in.at(pointer.substring(0, slash)))).set(pointer.substring(slash + 1), value);
    }

    @Test
    void a_value_elsewhere_takes_the_place_of_none() {
        var packed = seen(
                json("{'EventID':4688,'Channel':'Security','Computer':'ws1','TimeGenerated':'2026-03-01T10:00:00Z',"
                        + "'CommandLine':null,'EventData':'<Data Name=\\u0022CommandLine\\u0022>whoami</Data>'}"));
        assertThat(packed.fields()).containsEntry("CommandLine", "whoami");
        assertThat(seen(json("{'auditID':'1','verb':'get','stageTimestamp':null,'timestamp':'2026-03-01T10:00:00Z'}"))
                        .time())
                .isEqualTo("2026-03-01T10:00:00Z");
    }

    @Test
    void a_time_that_is_null_is_no_time_that_cannot_be_read() {
        assertThat(seen(json("{'auditID':'1','verb':'get','stageTimestamp':null}"))
                        .time())
                .isEqualTo(Logs.REFERENCE);
    }

    @Test
    void of_too_many_fields_those_without_a_value_go_first() {
        var wide = new StringBuilder("{'timestamp':'2026-03-01T10:00:00Z','ip':'203.0.113.7'");
        for (int i = 0; i < Observation.MAX_FIELDS; i++) {
            wide.append(",'n").append(i).append("':null,'deep").append(i).append("':{'a':{'b':1}}");
        }
        assertThat(seen(json(wide + "}")).fields().values())
                .hasSize(Observation.MAX_FIELDS)
                .doesNotContain(Several.NONE);
    }

    @Test
    void sets_and_vectors_of_zeeks_tables_are_those_of_its_json() {
        var table = seen(
                "#separator \\x09",
                "#set_separator\t,",
                "#empty_field\t(empty)",
                "#unset_field\t-",
                "#path\tdns",
                "#fields\tts\tid.orig_h\tquery\tanswers\tTTLs",
                "#types\ttime\taddr\tstring\tvector[string]\tset[interval]",
                "1772359200.1\t203.0.113.7\ta,b\tx.example,192.0.2.1\t1.0");
        var json = seen(json("{'_path':'dns','ts':1772359200.1,'id.orig_h':'203.0.113.7','query':'a,b',"
                + "'answers':['x.example','192.0.2.1'],'TTLs':[1.0]}"));
        assertThat(table.fields()).isEqualTo(json.fields());
        assertThat(Several.of(table.fields().get("answers"))).containsExactly("x.example", "192.0.2.1");
    }
}
