package io.gabion.loadtests.faults;

import java.time.Instant;
import java.util.regex.Pattern;

/**
 * Two who share nodes, store and firewall and must not hear of each other: what each brings names machines and comes from addresses that
 * nobody else has.
 */
enum Tenancy {
    OURS("default", "web", "u", 100, 6),
    NEIGHBOURS("acme", "quokka", "quokka-u", 20, 3);

    private static final int LINES = 12;

    private final String tenant;
    private final String machine;
    private final String account;
    private final int octet;
    private final int share;
    private final Pattern mark;

    /** @param share one batch in so many is an attack */
    Tenancy(String tenant, String machine, String account, int octet, int share) {
        this.tenant = tenant;
        this.machine = machine;
        this.account = account;
        this.octet = octet;
        this.share = share;
        this.mark = Pattern.compile("\\b%s\\d|\\b%d[.](6[4-9]|[7-9]\\d|1[01]\\d|12[0-7])[.]\\d{1,3}[.]\\d{1,3}\\b"
                .formatted(machine, octet));
    }

    String tenant() {
        return tenant;
    }

    int share() {
        return share;
    }

    /** What every address of a run begins with. */
    String prefix(int first) {
        return (octet + first / 64) + "." + (64 + first % 64) + ".";
    }

    /** Whose attackers come from here. */
    static Tenancy of(String address) {
        return NEIGHBOURS.mark.matcher(address).find() ? NEIGHBOURS : OURS;
    }

    /** @return something in the text that only this one has brought, empty if there is nothing */
    String brought(String text) {
        var found = mark.matcher(text);
        return found.find() ? found.group() : "";
    }

    String lines(int sender, boolean attack, String from) {
        var lines = new StringBuilder();
        for (int n = 0; n < LINES; n++) {
            lines.append("%s %s%d sshd[%d]: %s password for %s%d from %s port 4022 ssh2%n"
                    .formatted(
                            Instant.now(),
                            machine,
                            sender,
                            1_000 + n,
                            attack ? "Failed" : "Accepted",
                            account,
                            n % 3,
                            from));
        }
        return lines.toString();
    }
}
