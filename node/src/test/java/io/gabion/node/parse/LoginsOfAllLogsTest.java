package io.gabion.node.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.detectors.Profiles;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.suspicion.Suspicion;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever guesses passwords is found out by the same detectors, whatever log tells of it. */
class LoginsOfAllLogsTest {
    private static final AssetRef SOURCE = new AssetRef(Kind.ADDRESS, "203.0.113.7");

    enum Log {
        CLOUDTRAIL(
                "{'eventVersion':'1','eventTime':'2026-03-01T10:00:%02dZ','eventSource':'signin.amazonaws.com',"
                        + "'eventName':'ConsoleLogin','awsRegion':'r','sourceIPAddress':'203.0.113.7','userIdentity':"
                        + "{'accountId':'1','userName':'%s'},'responseElements':{'ConsoleLogin':'%s'}}",
                "Failure", "Success"),
        OKTA(
                "{'published':'2026-03-01T10:00:%02dZ','eventType':'user.session.start','actor':{'alternateId':'%s@x.example'},"
                        + "'client':{'ipAddress':'203.0.113.7'},'outcome':{'result':'%s'}}",
                "FAILURE", "SUCCESS"),
        ENTRA(
                "{'createdDateTime':'2026-03-01T10:00:%02dZ','userPrincipalName':'%s@x.example','ipAddress':'203.0.113.7',"
                        + "'status':{'errorCode':%s}}",
                "50126", "0"),
        WEB("203.0.113.7 - %2$s [01/Mar/2026:10:00:%1$02d +0000] 'GET / HTTP/1.1' %3$s 5", "401", "200"),
        AUDITD(
                "type=USER_AUTH msg=audit(17723592%02d.000:1): pid=%2$s msg=\u0001op=password acct='%2$s' addr=203.0.113.7 res=%3$s\u0001",
                "failed", "success");

        private final String line;
        private final String failure;
        private final String success;

        Log(String line, String failure, String success) {
            this.line = line.replace('\'', '"').replace('\u0001', '\'');
            this.failure = failure;
            this.success = success;
        }

        Observation login(int second, String user, boolean successful) {
            return Logs.seen(line.formatted(second, user, successful ? success : failure));
        }
    }

    private static Set<String> detectors(List<Observation> batch) {
        return Profiles.standard()
                .observe(Profiles.standard().empty(), new Tenant("t"), SOURCE, batch, false)
                .suspicions()
                .stream()
                .map(Suspicion::detector)
                .map(detector -> detector.id())
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @EnumSource
    void failures_and_a_success_after_them_are_found_in_every_log(Log log) {
        var batch = new ArrayList<Observation>();
        for (int i = 0; i < 10; i++) {
            batch.add(log.login(i, "u" + i, false));
        }
        assertThat(detectors(batch)).containsExactlyInAnyOrder("guessing", "spraying");
        batch.add(log.login(11, "u1", true));
        assertThat(detectors(batch)).contains("success-after-failures");
    }

    @ParameterizedTest
    @EnumSource
    void a_few_failures_are_nothing_in_any_log(Log log) {
        var batch = new ArrayList<Observation>();
        for (int i = 0; i < 3; i++) {
            batch.add(log.login(i, "u", false));
        }
        batch.add(log.login(5, "u", true));
        assertThat(detectors(batch)).isEmpty();
    }
}
