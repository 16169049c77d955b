package io.gabion.responders.connectors.file;

import static io.gabion.responders.connectors.Peer.run;

import io.gabion.protocol.asset.Files.HostFile;
import io.gabion.protocol.containment.Action;
import io.gabion.responders.connector.Connector;
import io.gabion.responders.connectors.Line;
import io.gabion.responders.connectors.Peer;
import io.gabion.responders.connectors.Stand;
import io.gabion.responders.connectors.TcpLine;
import io.gabion.responders.connectors.shell.LocalShell;
import io.gabion.responders.connectors.shell.Shell;
import io.gabion.responders.connectors.shell.Sshd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Files below a folder of this machine's own, through a key that can do nothing else, and real engines that scan them. Needs
 * root, sshd, python3, yara and clamd.
 */
public final class FileStand implements Stand {
    static final String HOST = "web1";
    static final Path STORE = Path.of("/var/lib/gabion/quarantine");

    /** What both engines know as bad. */
    static final String BAD = "#!/bin/sh\n# gabion-test-malware\necho runs\n";

    final Sshd sshd;
    final Shell shell;
    final Path folder;
    final Path home;
    final Clamd clamd;
    private final String program;
    private final Action action;
    private final ExecutorService executor = Executors.newFixedThreadPool(4);
    private int files;

    public FileStand(Path folder, Action action) throws IOException {
        this.action = action;
        this.folder = folder;
        home = Files.createDirectory(folder.resolve("home"));
        run("chmod", "755", home.toString());
        var rules = Files.writeString(
                folder.resolve("rules.yar"),
                "rule Test_Malware { strings: $a = \"gabion-test-malware\" condition: $a }\n");
        clamd = new Clamd(Files.createDirectory(folder.resolve("clamav")));
        program = Peer.program("gabion-file", folder) + " " + home + " --yara=" + rules + " --clamd=127.0.0.1:"
                + clamd.port;
        sshd = new Sshd(folder, "restrict,command=\"" + program + "\"");
        shell = sshd.shell();
    }

    /** As a node's settings name it, in one line of YAML. */
    public String settings() throws IOException {
        return "{type: host-files, live: true, program: gabion-file, machines: {%s: {ssh: %s}}}"
                .formatted(HOST, sshd.settings());
    }

    Connector over(Shell way) {
        return over(way, executor);
    }

    private static Connector over(Shell way, Executor by) {
        return new FileConnector(Map.of(HOST, way), List.of("gabion-file"), by, InstantSource.system());
    }

    @Override
    public Connector busy() {
        return over(shell, FULL);
    }

    /** On this machine, after such a command of a shell. */
    Shell within(String limit) {
        return new LocalShell(List.of("sh", "-c", limit + "; exec " + program), InstantSource.system());
    }

    @Override
    public Action action() {
        return action;
    }

    @Override
    public String target() throws IOException {
        return target("evil " + files++ + ";é", BAD + "# " + files);
    }

    String target(String name, String content) throws IOException {
        var file = Files.writeString(home.resolve(name), content);
        run("chown", "nobody:nogroup", file.toString());
        run("chmod", "4751", file.toString());
        run("setfattr", "-n", "user.from", "-v", "http://evil.example", file.toString());
        run("setcap", "cap_net_raw+ep", file.toString());
        run("touch", "-d", "2020-02-03 04:05:06.789012345", file.toString());
        return new HostFile(HOST, file.toString(), hash(file)).text();
    }

    static String hash(Path file) throws IOException {
        return run("sha256sum", "--zero", file.toString()).substring(0, 64);
    }

    static Path path(String target) {
        return Path.of(
                io.gabion.protocol.asset.Files.parse(target).orElseThrow().path());
    }

    /** What is kept of it. */
    static List<Path> kept() throws IOException {
        try (var all = Files.list(STORE)) {
            return all.filter(f -> !f.getFileName().toString().startsWith(".")).toList();
        }
    }

    @Override
    public String nonsense() {
        return HOST + ":/tmp/../etc/passwd; touch /tmp/gabion-was-here:" + "0".repeat(64);
    }

    @Override
    public Connector connector() {
        return over(shell);
    }

    @Override
    public Line line() {
        return sshd.line();
    }

    @Override
    public Connector connector(Line line) throws IOException {
        return over(sshd.shell((TcpLine) line));
    }

    @Override
    public Optional<Connector> astray() throws IOException {
        return Optional.of(over(sshd.astray()));
    }

    @Override
    public Connector stranger() throws IOException {
        return over(sshd.stranger());
    }

    /** As whoever wants to start it, without the connector. A scan is looked up where the machine keeps its verdict. */
    @Override
    public Sight look(String target) throws IOException {
        if (action == Action.SCAN_FILE) {
            for (var file : kept()) {
                if (file.toString().endsWith(name(target) + ".verdict")) {
                    return new Sight(true, Files.readString(file));
                }
            }
            return new Sight(false, "no verdict");
        }
        var process = new ProcessBuilder("sh", "-c", "exec \"$0\"", path(target).toString())
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes()).strip();
        boolean gone = process.onExit().join().exitValue() != 0;
        return new Sight(gone, gone ? said.substring(said.lastIndexOf(':') + 2) : said);
    }

    private static String name(String target) throws IOException {
        var file = io.gabion.protocol.asset.Files.parse(target).orElseThrow();
        var process = new ProcessBuilder("sha256sum").start();
        try (var out = process.getOutputStream()) {
            out.write((file.sha256() + file.path()).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        return new String(process.getInputStream().readAllBytes()).substring(0, 64);
    }

    /** Its inode and the time of its last change are another one's afterwards, and to look is to read; all else that one can set is not. */
    @Override
    public String standing(String target) throws IOException {
        var file = path(target).toString();
        return run("stat", "-c", "%A %u %g %s %h %y", file)
                + run("getfattr", "-d", "-m", "-", "--absolute-names", file)
                + run("sha256sum", "--zero", file);
    }

    /** Somebody puts it back, or throws the verdict away. */
    @Override
    public void undo(String target) throws IOException {
        var at = STORE.resolve(name(target));
        if (action == Action.SCAN_FILE) {
            Files.delete(Path.of(at + ".verdict"));
        } else {
            Files.copy(Path.of(at + ".data"), path(target));
        }
    }

    /** A copy is no part of what was taken away, and stays. */
    @Override
    public boolean isUndoneWhole() {
        return action == Action.SCAN_FILE;
    }

    @Override
    public void restart() throws IOException {
        sshd.restart();
    }

    @Override
    public void close() throws IOException {
        sshd.close();
        clamd.close();
        executor.shutdownNow();
        for (var file : kept()) {
            Files.delete(file);
        }
    }
}
