package io.gabion.node.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Writes connections as Zeek does: tab-separated under a header, each when it is over. */
final class ConnLog {
    static final String FILE = "conn.log";

    private static final DateTimeFormatter OPEN =
            DateTimeFormatter.ofPattern("yyyy-MM-dd-HH-mm-ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final String FIELDS = "ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto service duration"
            + " orig_bytes resp_bytes conn_state local_orig local_resp missed_bytes history orig_pkts orig_ip_bytes"
            + " resp_pkts resp_ip_bytes tunnel_parents";
    private static final String TYPES = "time string addr port addr port enum string interval"
            + " count count string bool bool count string count count count count set[string]";
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int PACKET = 1_400;
    private static final int PACKET_HEADER = 40;

    private final List<Timed> lines;
    private final Random random;

    ConnLog(List<Timed> lines, Random random) {
        this.lines = lines;
        this.random = random;
    }

    void header(Instant at) {
        for (var line : List.of(
                "#separator \\x09",
                "#set_separator\t,",
                "#empty_field\t(empty)",
                "#unset_field\t-",
                "#path\tconn",
                "#open\t" + OPEN.format(at),
                "#fields\t" + FIELDS.replace(' ', '\t'),
                "#types\t" + TYPES.replace(' ', '\t'))) {
            lines.add(new Timed(at, FILE, line));
        }
    }

    /** A TCP connection that was opened and closed properly. */
    void flow(Instant start, Duration duration, String from, String to, int port, String service, long out, long in) {
        var sent = out + "\t" + in;
        var packets = packets(out) + "\t" + packets(in);
        line(start, duration, from, to, port, "tcp\t" + service, sent, "SF", "ShADadFf", packets);
    }

    /** A question to a name server and its answer. */
    void lookup(Instant start, String from, String server) {
        int out = 30 + random.nextInt(30);
        int in = 60 + random.nextInt(200);
        var packets = packets(out) + "\t" + packets(in);
        line(start, Duration.ofMillis(12), from, server, 53, "udp\tdns", out + "\t" + in, "SF", "Dd", packets);
    }

    /** An attempt that was refused ({@code REJ}) or not answered ({@code S0}). */
    void attempt(Instant start, String from, String to, int port, boolean isRefused) {
        var state = isRefused ? "REJ" : "S0";
        var packets = isRefused ? "1\t60\t1\t40" : "1\t60\t0\t0";
        line(start, Duration.ZERO, from, to, port, "tcp\t-", "0\t0", state, isRefused ? "Sr" : "S", packets);
    }

    private void line(
            Instant start,
            Duration duration,
            String from,
            String to,
            int port,
            String protocol,
            String bytes,
            String state,
            String history,
            String packets) {
        var text = String.join(
                "\t",
                start.getEpochSecond() + "." + sixDigits(start.getNano() / 1_000),
                uid(),
                from,
                Integer.toString(32_768 + random.nextInt(28_000)),
                to,
                Integer.toString(port),
                protocol,
                duration.isZero() ? "-" : duration.toSeconds() + "." + sixDigits(duration.toNanosPart() / 1_000),
                duration.isZero() ? "-\t-" : bytes,
                state,
                isLocal(from),
                isLocal(to),
                "0",
                history,
                packets,
                "-");
        lines.add(new Timed(start.plus(duration), FILE, text));
    }

    private static String packets(long bytes) {
        long count = bytes / PACKET + 3;
        return count + "\t" + (bytes + count * PACKET_HEADER);
    }

    private String uid() {
        var uid = new StringBuilder("C");
        for (int i = 0; i < 17; i++) {
            uid.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return uid.toString();
    }

    private static String isLocal(String address) {
        return address.startsWith("10.") ? "T" : "F";
    }

    private static String sixDigits(int number) {
        return Integer.toString(1_000_000 + number).substring(1);
    }
}
