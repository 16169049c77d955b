package io.gabion.responders.connectors.collection;

import io.gabion.protocol.containment.Action;
import io.gabion.responders.connector.Connector;
import io.gabion.responders.connectors.Line;
import io.gabion.responders.connectors.Peer;
import io.gabion.responders.connectors.Stand;
import io.gabion.responders.connectors.TcpLine;
import io.gabion.responders.connectors.shell.SshShell;
import io.gabion.responders.connectors.shell.Sshd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** This machine under many names, through a key that can do nothing else. Needs root, sshd and python3. */
public final class CollectionStand implements Stand {
    private static final int NAMES = 200;
    private static final long MOST = 64 << 20;

    final Sshd sshd;
    final Path folder;
    final Path wanted;
    private final Path note;
    private final ExecutorService executor = Executors.newFixedThreadPool(8);
    private final ExecutorService collecting = Executors.newFixedThreadPool(4);
    private final Map<Path, Connector> made = new HashMap<>();
    private int used;

    public CollectionStand(Path at) throws IOException {
        wanted = Files.createDirectory(at.resolve("wanted"));
        note = Files.writeString(wanted.resolve("note\nof \u001b[31mmalice"), "what was found");
        sshd = new Sshd(at, "restrict,command=\"" + Peer.program("gabion-collect", at) + " " + wanted + "\"");
        folder = at.resolve("evidence");
        made.put(folder, over(sshd.shell()));
    }

    /** As a node's settings name it under its first names, in one line of YAML. */
    public String settings(int names) throws IOException {
        var machines = new StringJoiner(", ", "{", "}");
        for (int i = 0; i < names; i++) {
            machines.add("ws" + i + ": {ssh: " + sshd.settings() + "}");
        }
        return "{type: collection, live: true, program: gabion-collect, folder: %s, mostMegabytes: %d, machines: %s}"
                .formatted(folder, MOST >> 20, machines);
    }

    /** When something was kept of it. */
    public List<Instant> keptAt(String target) throws IOException {
        var times = new ArrayList<Instant>();
        for (var file : kept(target)) {
            times.add(Files.getLastModifiedTime(file).toInstant());
        }
        return times;
    }

    Connector over(SshShell way) throws IOException {
        return over(way::stream, MOST);
    }

    Connector over(ByteShell way, long most) throws IOException {
        return over(way, most, executor);
    }

    @Override
    public Connector busy() throws IOException {
        return over(sshd.shell()::stream, MOST, FULL);
    }

    private Connector over(ByteShell way, long most, Executor by) throws IOException {
        var machines = new HashMap<String, ByteShell>();
        for (int i = 0; i < NAMES; i++) {
            machines.put("ws" + i, way);
        }
        return new CollectionConnector(
                machines,
                List.of("gabion-collect"),
                new EvidenceStore(folder),
                most,
                collecting,
                by,
                InstantSource.system());
    }

    List<Path> kept(String target) throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(f -> f.getFileName().toString().matches(target + "\\..*\\.tar"))
                    .toList();
        }
    }

    @Override
    public Action action() {
        return Action.COLLECT;
    }

    @Override
    public String target() {
        return "ws" + used++;
    }

    @Override
    public String nonsense() {
        return "ws1; touch /tmp/gabion-was-here";
    }

    @Override
    public Connector connector() {
        return made.get(folder);
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

    /** A collection is one when it lies here. */
    @Override
    public boolean isFar() {
        return false;
    }

    /** What tar and sha256sum say of it; once it is released, nobody needs it. */
    @Override
    public Sight look(String target) throws IOException {
        try (var files = Files.list(folder)) {
            if (files.anyMatch(f -> f.getFileName().toString().matches(target + "\\..*released"))) {
                return new Sight(false, "released, kept");
            }
        }
        for (var file : kept(target)) {
            var hash = Peer.run("sha256sum", "--zero", file.toString()).substring(0, 64);
            if (file.toString().contains(hash)) {
                var members = Peer.run("tar", "tf", file.toString()).lines().count();
                return new Sight(true, members + " members, " + Files.size(file) / 1024 + " KiB, hash agrees");
            }
        }
        return new Sight(false, "nothing kept");
    }

    /** Nothing on the machine is changed by it, not even when a file was read last. Others read the accounts too. */
    @Override
    public String standing(String target) throws IOException {
        return Peer.run("stat", "-c", "%A %u %s %x %y", note.toString())
                + Peer.run("stat", "-c", "%A %u %s %y", wanted.toString(), "/etc/passwd", "/etc/group");
    }

    /** Somebody changes what was kept. */
    @Override
    public void undo(String target) throws IOException {
        for (var file : kept(target)) {
            Files.write(file, new byte[] {1}, StandardOpenOption.WRITE);
        }
    }

    /** Nothing is changed there but when it was last read. */
    @Override
    public boolean isUndoneWhole() {
        return false;
    }

    @Override
    public void restart() throws IOException {
        sshd.restart();
    }

    @Override
    public void close() {
        sshd.close();
        executor.shutdownNow();
        collecting.shutdownNow();
    }
}
