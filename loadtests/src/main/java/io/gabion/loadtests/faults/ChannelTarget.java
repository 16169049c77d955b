package io.gabion.loadtests.faults;

import io.gabion.responders.connectors.ChannelStand;
import io.gabion.responders.connectors.ChannelStand.Arrival;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A real receiver of notices. Each attack is an incident of its own, of which the only playbook tells, once. It would block the
 * attacker too, by whom its run is known, but the node only observes.
 */
record ChannelTarget(ChannelStand stand, Path playbook) implements CrashTarget {
    interface Stands {
        ChannelStand at(Path folder) throws Exception;
    }

    static ChannelTarget of(Path work, Stands stands) throws Exception {
        var playbook = Files.writeString(work.resolve("tell.yaml"), """
                id: tell
                title: Tell whenever there is a reason
                when: {techniques: [T1110], minScore: 0.4}
                steps:
                  - {id: tell, action: notify, channel: target}
                  - {id: block, action: block-address, connector: firewall, ttl: 1h}
                """);
        return new ChannelTarget(stands.at(Files.createDirectories(work.resolve("stand"))), playbook);
    }

    @Override
    public CrashTrial trial(CrashLab lab) {
        return new NoticeTrial(this, lab);
    }

    @Override
    public String settings() throws IOException {
        return "mode: observe\nchannels:\n  target: " + stand.settings() + "\n";
    }

    @Override
    public String next(int number) {
        return "100.72.%d.%d".formatted(number >> 7, 1 + (number & 127));
    }

    @Override
    public String attack(String name) {
        var number = name.replaceAll(".*\\.", "");
        return Load.lines("ws" + number, "u" + number, name);
    }

    /** What the receiver has of one incident, by what is told and not by its key, oldest first. */
    List<Arrival> arrivals(String incident) throws IOException {
        var named = Pattern.compile(Pattern.quote(incident) + "(?![\\w-])");
        return stand.arrivals().stream()
                .filter(one -> named.matcher(one.text()).find())
                .sorted((one, other) -> one.at().compareTo(other.at()))
                .toList();
    }

    @Override
    public void close() throws IOException {
        stand.close();
    }
}
