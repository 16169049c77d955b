package io.gabion.responders.connectors.isolation;

import static io.gabion.responders.connectors.Peer.run;

import io.gabion.responders.connectors.Peer;
import io.gabion.responders.connectors.shell.Sshd;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A host in a network namespace of its own: one line to this machine, its management, and one to a neighbour. It runs an
 * sshd and a server; so does the neighbour. Needs root, ip, nft, sshd and python3.
 */
final class LabHost implements AutoCloseable {
    static final String PYTHON = "/usr/bin/python3";
    private static final int WEB = 8080;
    private static final int SSH = 2222;

    final String name;
    final Sshd sshd;
    final String near;
    private final String far;
    private final String net;
    private final List<Process> servers;
    private final Path program;

    /** @param number of the host, 0 to 249; hosts of one process differ in it */
    LabHost(String name, int number, Path folder) throws IOException {
        this.name = name;
        long own = ProcessHandle.current().pid();
        near = "gbh" + own + "x" + number;
        far = "gbp" + own + "x" + number;
        net = (100 + own % 100) + "." + number;
        run("ip", "netns", "add", near);
        run("ip", "netns", "add", far);
        link(near, "m0", management(), "fd67:" + number + "::1");
        link(far, "p0", neighbour(4), neighbour(6));
        servers = List.of(serve(near), serve(far));
        program = Peer.program("gabion-isolate", Files.createDirectories(folder));
        var options = "restrict,command=\"" + program + " " + management() + "\"";
        sshd = new Sshd(folder, options, List.of("ip", "netns", "exec", near), address(), SSH);
    }

    /** Of this machine, on the line to the host. */
    String management() {
        return "10." + net + ".1";
    }

    String address() {
        return "10." + net + ".2";
    }

    /** Another address of the host's, where its sshd does not listen. */
    private String spare() {
        return "10." + net + ".3";
    }

    InetSocketAddress web() {
        return new InetSocketAddress(address(), WEB);
    }

    /** Of the host, on the line to its neighbour. */
    String host(int version) {
        return version == 4 ? "192.168.7.2" : "fd68::2";
    }

    String neighbour(int version) {
        return version == 4 ? "192.168.7.1" : "fd68::1";
    }

    /** What the neighbour says of connections to the host, and the host of those to its neighbour. */
    List<String> met() throws IOException {
        var in = python(far, Scripts.CLIENT, host(4), host(6)).start();
        var out = python(near, Scripts.CLIENT, neighbour(4), neighbour(6)).start();
        return Stream.concat(in.inputReader().lines(), out.inputReader().lines())
                .toList();
    }

    /** What the host says of a connection to the management, from the port of its sshd. */
    String calls(int port) throws IOException {
        var caller = python(near, Scripts.CALLER, management(), String.valueOf(port), String.valueOf(SSH), spare());
        return caller.start().inputReader().readLine();
    }

    private static ProcessBuilder python(String namespace, String... script) {
        var command = new ArrayList<>(List.of("ip", "netns", "exec", namespace, PYTHON, "-c"));
        command.addAll(List.of(script));
        return new ProcessBuilder(command);
    }

    /** A connection from the neighbour to the host. */
    Talk talk() throws IOException {
        return new Talk(python(far, Scripts.TALKER, host(4)).start());
    }

    record Talk(Process process) implements AutoCloseable {
        boolean carries(String word) throws IOException {
            var out = process.outputWriter();
            out.write(word + "\n");
            out.flush();
            return "heard".equals(process.inputReader().readLine());
        }

        @Override
        public void close() {
            process.destroyForcibly().onExit().join();
        }
    }

    /** The program as somebody other than sshd starts it. */
    ProcessBuilder program(String management) {
        return new ProcessBuilder("ip", "netns", "exec", near, program.toString(), management);
    }

    /** From now on the host says yes to everything. */
    void lie() throws IOException {
        Files.move(program, program.resolveSibling("honest"));
        Files.writeString(program, "#!/bin/sh\necho done\n");
        run("chmod", "755", program.toString());
    }

    void lieNoMore() throws IOException {
        Files.move(program.resolveSibling("honest"), program, StandardCopyOption.REPLACE_EXISTING);
    }

    String nft(String... words) throws IOException {
        var command = new ArrayList<>(List.of("ip", "netns", "exec", near, "nft"));
        command.addAll(List.of(words));
        return run(command.toArray(String[]::new));
    }

    private void link(String other, String device, String v4, String v6) throws IOException {
        boolean managed = other.equals(near);
        var inside = managed ? address() : host(4);
        var inside6 = managed ? v6.replace("::1", "::2") : host(6);
        if (managed) {
            var outside = near.substring(3);
            run("ip", "link", "add", "g" + outside, "type", "veth", "peer", "name", device, "netns", near);
            run("ip", "addr", "add", v4 + "/24", "dev", "g" + outside);
            run("ip", "link", "set", "g" + outside, "up");
            run("ip", "-n", near, "addr", "add", spare() + "/24", "dev", device);
        } else {
            run("ip", "link", "add", device, "netns", near, "type", "veth", "peer", "name", "h0", "netns", far);
            run("ip", "-n", far, "addr", "add", v4 + "/24", "dev", "h0");
            run("ip", "-n", far, "addr", "add", v6 + "/64", "dev", "h0", "nodad");
            run("ip", "-n", far, "link", "set", "h0", "up");
        }
        run("ip", "-n", near, "addr", "add", inside + "/24", "dev", device);
        run("ip", "-n", near, "addr", "add", inside6 + "/64", "dev", device, "nodad");
        run("ip", "-n", near, "link", "set", device, "up");
    }

    private static Process serve(String namespace) throws IOException {
        var server = python(namespace, Scripts.SERVER).start();
        if (!"ready".equals(server.inputReader().readLine())) {
            throw new IOException("nobody listens in " + namespace);
        }
        return server;
    }

    @Override
    public void close() throws IOException {
        sshd.close();
        servers.forEach(server -> server.destroyForcibly().onExit().join());
        run("ip", "netns", "del", near);
        run("ip", "netns", "del", far);
    }
}
