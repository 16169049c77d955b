package io.gabion.node.demo;

import io.gabion.responders.connectors.shell.LocalShell;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Two network namespaces with a cable between them: the attacker's machine and {@code web1}, which has a door at port 22
 * and a firewall of its own. Needs root and {@code ip}. Nothing outside them is touched; closing removes both.
 */
public final class Playground implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int SSH = 22;

    private final String outside;
    private final String web1;
    private final List<String> made = new ArrayList<>();
    private Process door;

    private Playground(long number) {
        outside = "gabion-demo-out-" + number;
        web1 = "gabion-demo-web1-" + number;
    }

    /** @throws IOException in one line, such as for want of root */
    public static Playground open() throws IOException, InterruptedException {
        var ground = new Playground(ProcessHandle.current().pid());
        try {
            ground.make();
            return ground;
        } catch (IOException | InterruptedException e) {
            ground.close();
            throw e;
        }
    }

    /** Where the firewall is. */
    public String namespace() {
        return web1;
    }

    /** Whether the attacker can open a connection to {@code web1}. */
    public boolean attackerGetsIn() throws IOException, InterruptedException {
        var knock = "exec 3<>/dev/tcp/" + DemoAttack.WEB1 + "/" + SSH;
        return run(List.of("ip", "netns", "exec", outside, "timeout", "1", "bash", "-c", knock))
                        .exit()
                == 0;
    }

    private void make() throws IOException, InterruptedException {
        for (var name : List.of(outside, web1)) {
            need("ip", "netns", "add", name);
            made.add(name);
        }
        need("ip", "link", "add", "cable", "netns", outside, "type", "veth", "peer", "name", "cable", "netns", web1);
        connect(outside, DemoAttack.ATTACKER, DemoAttack.WEB1);
        connect(web1, DemoAttack.WEB1, DemoAttack.ATTACKER);
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        door = new ProcessBuilder(
                        "ip",
                        "netns",
                        "exec",
                        web1,
                        java,
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Door.class.getName(),
                        String.valueOf(SSH))
                .redirectErrorStream(true)
                .start();
        var said = door.inputReader().readLine();
        if (!"open".equals(said)) {
            throw new IOException("the demo's server does not start: " + said);
        }
    }

    private static void connect(String namespace, String own, String other) throws IOException, InterruptedException {
        need("ip", "-n", namespace, "addr", "add", own + "/32", "dev", "cable");
        need("ip", "-n", namespace, "link", "set", "cable", "up");
        need("ip", "-n", namespace, "route", "add", other, "dev", "cable");
    }

    private static void need(String... command) throws IOException, InterruptedException {
        var output = run(List.of(command));
        if (output.exit() != 0) {
            var why = output.text().lines().findFirst().orElse("no reason given");
            throw new IOException(
                    "a live demo needs root and network namespaces: " + String.join(" ", command) + ": " + why);
        }
    }

    private static LocalShell.Output run(List<String> command) throws IOException, InterruptedException {
        var clock = InstantSource.system();
        return new LocalShell(List.of(), clock).run(command, "", clock.instant().plus(PATIENCE));
    }

    @Override
    public void close() {
        if (door != null) {
            door.destroyForcibly();
            try {
                door.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        for (var name : made) {
            try {
                run(List.of("ip", "netns", "del", name));
            } catch (IOException e) {
                System.err.println("gabion: network namespace " + name + " is left behind: " + e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
