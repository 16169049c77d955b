package io.gabion.node.source;

import io.gabion.node.parse.JournalFormat;
import io.gabion.node.parse.Lines;
import io.gabion.node.parse.LiveFormat;
import io.gabion.node.source.Mailbag.Message;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the journal of systemd through {@code journalctl}. The cursor of a batch's last entry is journaled with the
 * batch, and reading goes on exactly after it. The first start reads all that the journal holds. A journalctl that ends
 * is started again when all it gave is durable, after a wait that grows while it gives nothing.
 */
final class Journald implements AutoCloseable {
    static final String NAME = "journald";

    private static final Logger LOG = LoggerFactory.getLogger(Journald.class);
    private static final Duration FIRST_WAIT = Duration.ofMillis(500);
    private static final Duration LAST_WAIT = Duration.ofMinutes(1);
    private static final Duration LEAVE = Duration.ofSeconds(2);
    private static final int BUFFER = 64 << 10;
    private static final String FIELDS = "MESSAGE,_HOSTNAME,SYSLOG_IDENTIFIER,_COMM,_PID,SYSLOG_PID,_UID";

    private final List<String> command;
    private final Mailbag bag = new Mailbag();
    private final JournalFormat format = new JournalFormat();
    private final Stop stop = new Stop();
    private final Carrier carrier;
    private final Thread thread;
    private volatile Process child;

    /**
     * Starts at once.
     *
     * @param journalctl the program
     * @throws IOException in one line if there is no such program
     */
    Journald(
            SourceSetting.Journald setting,
            String journalctl,
            Ingest ingest,
            InstantSource clock,
            Limits limits,
            String start)
            throws IOException {
        command = command(setting, journalctl);
        check(journalctl);
        carrier = new Carrier(
                NAME, setting.source(), bag, new LiveFormat(format, clock), format::cursor, ingest, limits, start);
        thread = Thread.ofPlatform().daemon().name(NAME).start(this::run);
    }

    // Without --merge, --follow shows the last boot only: what was written before a reboot would be passed over.
    private static List<String> command(SourceSetting.Journald setting, String journalctl) {
        var command = new ArrayList<>(List.of(
                journalctl, "--follow", "--merge", "--no-tail", "--all", "--output=json", "--output-fields=" + FIELDS));
        setting.directory().ifPresent(directory -> command.add("--directory=" + directory));
        return command;
    }

    private static void check(String journalctl) throws IOException {
        try {
            new ProcessBuilder(journalctl, "--version")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new IOException(NAME + ": " + journalctl + " cannot be started: " + e.getMessage(), e);
        }
    }

    private void run() {
        try {
            var wait = FIRST_WAIT;
            while (!stop.isCalled()) {
                var before = carrier.position();
                var why = follow(before.cursor());
                bag.awaitEmpty();
                if (stop.isCalled()) {
                    return;
                }
                wait = carrier.position().equals(before) ? min(wait.multipliedBy(2), LAST_WAIT) : FIRST_WAIT;
                LOG.warn("{}: journalctl ended, started again in {} ms: {}", NAME, wait.toMillis(), why);
                stop.pause(wait);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Reads one journalctl to its end. Why it ended. */
    private String follow(String cursor) throws InterruptedException {
        var line = new ArrayList<>(command);
        if (!cursor.isEmpty()) {
            line.add("--after-cursor=" + cursor);
        }
        try {
            var process = new ProcessBuilder(line).start();
            child = process;
            try {
                if (stop.isCalled()) {
                    return "stopped";
                }
                process.getOutputStream().close();
                var said = new LastLine();
                var errors = Thread.ofVirtual().start(() -> said.read(process));
                read(process);
                errors.join(LEAVE);
                boolean ended = process.waitFor(LEAVE.toMillis(), TimeUnit.MILLISECONDS);
                return (ended ? "exit code " + process.exitValue() : "it closed its output") + " " + said.text;
            } finally {
                end(process);
            }
        } catch (IOException e) {
            return e.getMessage();
        }
    }

    private void read(Process process) throws IOException, InterruptedException {
        var out = new BufferedInputStream(process.getInputStream(), BUFFER);
        // What it did not finish is asked for again, since its cursor has not been reached.
        new Frames(out, Lines.MAX_LINE, new Frames.Sink() {
                    @Override
                    public void message(byte[] text) throws InterruptedException {
                        bag.put(new Message("", text, ""));
                    }

                    @Override
                    public void fault(String reason, byte[] head) throws InterruptedException {
                        bag.put(new Message("", head, reason));
                    }
                })
                .lines();
    }

    private static void end(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(LEAVE.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
        }
    }

    private static Duration min(Duration some, Duration other) {
        return some.compareTo(other) < 0 ? some : other;
    }

    /** Ends journalctl; what it gave is carried on as far as possible. */
    @Override
    public void close() {
        stop.call();
        var process = child;
        if (process != null) {
            process.destroy();
        }
        try {
            thread.join(LEAVE);
            thread.interrupt();
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        carrier.close();
    }

    /** What a program said last on its standard error. */
    private static final class LastLine {
        private static final int LONGEST = 500;
        private volatile String text = "";

        void read(Process process) {
            try (var errors = process.errorReader(StandardCharsets.UTF_8)) {
                for (var line = errors.readLine(); line != null; line = errors.readLine()) {
                    text = line.substring(0, Math.min(line.length(), LONGEST));
                }
            } catch (IOException e) {
                // the program is gone
            }
        }
    }
}
