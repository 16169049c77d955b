package io.gabion.loadtests;

import static io.gabion.loadtests.Suite.ofConnectors;

import io.gabion.node.store.Causes;
import io.gabion.responders.connector.Connector.Result;
import io.gabion.responders.connectors.ChannelStand;
import io.gabion.responders.connectors.mail.MailStand;
import io.gabion.responders.connectors.syslog.SyslogChannel.Transport;
import io.gabion.responders.connectors.syslog.SyslogStand;
import io.gabion.responders.connectors.webhook.WebhookStand;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * Every channel against a real receiver that is set up for it on this machine: how long a message takes to be handed over,
 * and until the receiver, asked itself, has it.
 */
final class Channels {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(2);
    private static final int FIRST = 3;

    static final List<Lab> LABS = List.of(
            new Lab("mail, Exim over TLS", MailStand::new, ofConnectors("mail.MailContractTest")),
            new Lab(
                    "syslog over TCP, rsyslogd",
                    at -> new SyslogStand(at, Transport.TCP),
                    ofConnectors("syslog.PlainSyslogContractTest")),
            new Lab(
                    "syslog over TLS, rsyslogd",
                    at -> new SyslogStand(at, Transport.TLS),
                    ofConnectors("syslog.SyslogContractTest")),
            new Lab("webhook", WebhookStand::new, ofConnectors("webhook.WebhookChannelTest")),
            new Lab("Slack's form", SlackStand::new, SlackSuite.class.getName()));

    record Lab(String name, Opening opening, String suite) {}

    interface Opening {
        ChannelStand at(Path folder) throws Exception;
    }

    private record Times(List<Double> sent, List<Double> arrived) {}

    /** What is said of each, with what is wrong put aside. */
    static List<Map<String, Object>> run(int rounds, List<Lab> labs, List<String> wrong) {
        System.out.printf("%-25s %9s %11s  %s%n", "channel", "send ms", "arrived ms", "the receiver has");
        var rows = new ArrayList<Map<String, Object>>();
        for (var lab : labs) {
            var times = new Times(new ArrayList<>(), new ArrayList<>());
            String has;
            try (var place = Workplace.make();
                    var stand = lab.opening().at(place.directory())) {
                has = measured(stand, rounds, times);
            } catch (Exception e) {
                has = Causes.inOneLine(e);
                wrong.add(lab.name() + ": " + has);
            }
            double sent = Report.median(times.sent());
            double arrived = Report.median(times.arrived());
            System.out.printf("%-25s %9.1f %11.1f  %s%n", lab.name(), sent, arrived, has);
            var suite = Suite.of(lab.name(), lab.suite(), wrong);
            rows.add(Map.of(
                    "channel", lab.name(),
                    "sendMs", Report.rounded(sent),
                    "arrivedMs", Report.rounded(arrived),
                    "has", has,
                    "suite", suite.json()));
        }
        return rows;
    }

    private static String measured(ChannelStand stand, int rounds, Times times) throws Exception {
        var channel = stand.channel();
        int all = FIRST + rounds;
        for (int i = 1; i <= all; i++) {
            int due = i;
            var key = "default/response/r" + i + "/tell";
            long begin = System.nanoTime();
            var result = channel.send(
                            key, "{\"incident\":\"i" + i + "\"}", Instant.now().plus(LIMIT))
                    .toCompletableFuture()
                    .join();
            double sent = (System.nanoTime() - begin) / 1e6;
            if (!(result instanceof Result.Done)) {
                throw new IOException("not so: message " + i + " is taken, it was answered " + result);
            }
            Await.until(
                    "message " + i + " is there",
                    LOOK,
                    LIMIT,
                    () -> stand.arrived().size() >= due);
            if (i > FIRST) {
                times.sent().add(sent);
                times.arrived().add((System.nanoTime() - begin) / 1e6);
            }
        }
        var there = stand.arrived();
        if (there.size() != all || new HashSet<>(there).size() != all) {
            throw new IOException("not so: each arrives once, of " + all + " there are " + there.size());
        }
        return rounds + " of " + rounds + ", each once";
    }

    private Channels() {}
}
