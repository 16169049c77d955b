package io.gabion.node.parse;

import static io.gabion.node.parse.Logs.json;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Source;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No line breaks a reader, whatever has become of it. */
class HostileLinesTest {
    private static final String PIECES = "\"'{}[]=,:\\ \0\u001b\u00ff()-/|%0aA";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "type=USER_AUTH msg=audit(1772359200.123:42): pid=77 uid=0 msg='op=password acct=\"bob\" addr=203.0.113.7 res=failed'",
                "node=db1 type=EXECVE msg=audit(1772359200.123:42): argc=2 a0=\"x\" a1_len=4 a1[0]=6162 a1[1]=6364 SADDR={ a=b }",
                "type=SOCKADDR msg=audit(1772359200.123:42): saddr=0200115CC00002630000000000000000",
                "www.example.org:443 203.0.113.7 - ann [01/Mar/2026:10:00:00 +0000] \"GET /a?b HTTP/1.1\" 401 5 \"-\" \"curl\" x",
                "[Sun Mar 01 10:00:00.1 2026] [core:error] [pid 1:tid 2] [client 203.0.113.7:50000] AH00037: x",
                "2021/11/18 08:34:27 [error] 86#86: *1 open() failed",
                "{'timestamp':'2026-03-01T10:00:00Z','event_type':'flow','src_ip':'203.0.113.7','dest_port':99999,'flow':{'bytes_toserver':1}}",
                "{'eventVersion':'1','eventTime':'2026-03-01T10:00:00Z','eventSource':'signin.amazonaws.com','eventName':'ConsoleLogin',"
                        + "'awsRegion':'r','sourceIPAddress':'203.0.113.7','userIdentity':{'arn':'a/b','accountId':'1'},'responseElements':{'ConsoleLogin':'Failure'}}",
                "{'published':'2026-03-01T10:00:00Z','eventType':'user.session.start','actor':{'alternateId':'a@b'},'outcome':{'result':'FAILURE'}}",
                "{'auditID':'1','verb':'get','sourceIPs':['1.2.3.4'],'user':{'username':'u'},'stageTimestamp':'2026-03-01T10:00:00Z'}",
                "{'time':'2026-03-01T10:00:00Z','category':'SignInLogs','operationName':'x','resultType':'50126','callerIpAddress':'1.2.3.4'}",
            })
    void a_line_changed_anywhere_is_an_observation_or_dead(String line) {
        var whole = line.startsWith("{") ? json(line) : line;
        var format = Logs.format(whole);
        var random = new Random(whole.hashCode());
        int seen = 0;
        for (int i = 0; i < 5_000; i++) {
            var text = new StringBuilder(whole);
            for (int left = 1 + random.nextInt(4); left > 0 && text.length() > 1; left--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(4)) {
                    case 0 -> text.deleteCharAt(at);
                    case 1 -> text.insert(at, PIECES.charAt(random.nextInt(PIECES.length())));
                    case 2 -> text.setCharAt(at, PIECES.charAt(random.nextInt(PIECES.length())));
                    default -> text.setLength(Math.max(1, at));
                }
            }
            var bytes = text.toString().getBytes(ISO_8859_1);
            if (format.parse(new Source("x", i + 1), bytes, 0, bytes.length) instanceof Parsed.Seen(var observation)) {
                seen++;
                check(observation);
            }
        }
        assertThat(seen).isPositive();
    }

    private static void check(Observation observation) {
        assertThat(observation.fields()).hasSizeLessThanOrEqualTo(Observation.MAX_FIELDS);
        for (var asset : observation.assets()) {
            assertThat(asset.name()).isNotBlank().doesNotContain("\u001b", "\0", "\n");
        }
    }
}
