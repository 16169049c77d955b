package io.gabion.responders.surroundings;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.gabion.protocol.asset.Addresses;
import io.gabion.protocol.asset.Hosts;
import java.io.IOException;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The addresses this machine lives by, and its own name: to contain one of them is to cut off the branch one sits on. */
public final class Surroundings {
    private static final Pattern BLANK = Pattern.compile("\\s+");
    private static final int MOST_SESSIONS = 1_000;

    /** Canonical, sorted, without repetitions. */
    public static List<String> discover() throws IOException {
        var found = new TreeSet<>(List.of("127.0.0.1", "::1"));
        NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .map(address -> Addresses.canonical(address.getHostAddress()))
                .flatMap(Optional::stream)
                .forEach(found::add);
        found.addAll(gateways4(read("/proc/net/route")));
        found.addAll(gateways6(read("/proc/net/ipv6_route")));
        found.addAll(resolvers(read("/etc/resolv.conf")));
        found.addAll(sshClient(System.getenv().getOrDefault("SSH_CONNECTION", "")));
        found.addAll(sshSessions());
        Hosts.canonical(read("/proc/sys/kernel/hostname").strip()).ifPresent(found::add);
        return List.copyOf(found);
    }

    static List<String> gateways4(String text) {
        return rows(text)
                .filter(row -> row.length > 7 && row[1].equals("00000000") && row[7].equals("00000000"))
                .map(row -> row[2])
                .filter(gateway -> !gateway.equals("00000000"))
                .map(Surroundings::hostOrder)
                .toList();
    }

    static List<String> gateways6(String text) {
        var zero = "0".repeat(32);
        return rows(text)
                .filter(row -> row.length > 4 && row[0].equals(zero) && row[1].equals("00") && !row[4].equals(zero))
                .map(row -> Addresses.format(HexFormat.of().parseHex(row[4])))
                .toList();
    }

    static List<String> resolvers(String text) {
        return rows(text)
                .filter(row -> row.length > 1 && row[0].equals("nameserver"))
                .flatMap(row -> Addresses.canonical(row[1]).stream())
                .toList();
    }

    static List<String> sshClient(String connection) {
        return Addresses.canonical(BLANK.split(connection)[0]).stream().toList();
    }

    /**
     * Where people are logged in from: what sshd has put into the environment of their sessions, whatever its port. A mere
     * connection protects nobody, or whoever guesses passwords would protect himself by it.
     */
    private static List<String> sshSessions() throws IOException {
        var found = new TreeSet<String>();
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (var process : processes) {
                if (found.size() >= MOST_SESSIONS) {
                    break;
                }
                try {
                    found.addAll(sshSession(Files.readString(process.resolve("environ"), ISO_8859_1)));
                } catch (IOException e) {
                    // Ended meanwhile, or not ours to read.
                }
            }
        }
        return List.copyOf(found);
    }

    static List<String> sshSession(String environment) {
        return Stream.of(environment.split("\0"))
                .filter(variable -> variable.startsWith("SSH_CONNECTION="))
                .flatMap(variable -> sshClient(variable.substring(variable.indexOf('=') + 1)).stream())
                .toList();
    }

    private static Stream<String[]> rows(String text) {
        return text.lines().map(String::strip).map(BLANK::split);
    }

    /** The kernel prints each 32-bit word in the byte order of a little-endian machine. */
    private static String hostOrder(String hex) {
        var words = HexFormat.of().parseHex(hex);
        var bytes = new byte[words.length];
        for (int i = 0; i < words.length; i++) {
            bytes[i] = words[(i & ~3) + 3 - (i & 3)];
        }
        return Addresses.canonical(Addresses.format(bytes)).orElseThrow();
    }

    private static String read(String path) throws IOException {
        try {
            return Files.readString(Path.of(path));
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    private Surroundings() {}
}
