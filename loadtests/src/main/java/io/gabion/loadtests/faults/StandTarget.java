package io.gabion.loadtests.faults;

import io.gabion.protocol.asset.Files.HostFile;
import io.gabion.protocol.containment.Action;
import io.gabion.responders.connectors.Stand;
import io.gabion.responders.connectors.account.LinuxAccountStand;
import io.gabion.responders.connectors.collection.CollectionStand;
import io.gabion.responders.connectors.dns.DnsStand;
import io.gabion.responders.connectors.file.FileStand;
import io.gabion.responders.connectors.isolation.IsolationStand;
import io.gabion.responders.connectors.keycloak.KeycloakStand;
import io.gabion.responders.connectors.ldap.LdapStand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a connector's stand has set up on this machine. Somebody gives a reason, and the only playbook contains what it is
 * about.
 *
 * @param connector its settings, in one line of YAML
 * @param names another one at each call
 * @param playbook also the folder of what else the node reads
 */
record StandTarget(Stand stand, String connector, Names names, Reason reason, Record record, Path playbook)
        implements ContainedTarget {
    private static final DateTimeFormatter NAMED = DateTimeFormatter.ofPattern("dd-MMM-yyyy HH:mm:ss.SSS", Locale.ROOT);

    /** The name server reads a clock that the kernel moves at most so seldom, and writes whole milliseconds of it. */
    private static final Duration TICK = Duration.ofMillis(11);

    interface Names {
        String next(int number) throws Exception;
    }

    /** Lines of a log by which a node comes to contain it. */
    interface Reason {
        String lines(String target);
    }

    /** When something was contained so far, by what the system itself writes down. */
    interface Record {
        List<Instant> of(String target) throws IOException;
    }

    /** The program that the node calls writes down every order before it carries it out, and the answer after. */
    static StandTarget linux(Path work) throws IOException, InterruptedException {
        // sshd reads a key as the user whose it is.
        Commands.open(work);
        var folder = Files.createDirectories(work.resolve("stand"));
        var stand = new LinuxAccountStand(folder);
        var program = folder.resolve("gabion-account");
        var record = recorded(program);
        var settings = "{type: linux-account, live: true, realm: web1, program: %s}".formatted(program);
        return of(
                work,
                stand,
                settings,
                _ -> stand.target(),
                StandTarget::guessed,
                name -> orders(record, "lock", user(name)));
    }

    /** The directory's own audit log. */
    static StandTarget directory(Path work) throws IOException {
        var stand = new LdapStand(Files.createDirectories(work.resolve("stand")));
        var settings = "{type: ldap-account, live: true, host: 127.0.0.1, port: %d, trust: %s, passwordFile: %s,"
                + " bindDn: 'cn=responder,dc=mesh,dc=test', base: 'dc=mesh,dc=test', realm: corp}";
        var made = settings.formatted(stand.port(), stand.file("certificate"), stand.file("password"));
        // One record a paragraph; times are whole seconds, so the last moment of each is meant.
        var lock = "# modify (\\d+) [^\\n]*\\ndn: uid=%s,[^#]*?\\nadd: pwdAccountLockedTime\\n";
        return of(
                work,
                stand,
                made,
                _ -> stand.target(),
                StandTarget::guessed,
                name -> found(
                        stand.file("audit.ldif"),
                        lock.formatted(Pattern.quote(user(name))),
                        m -> Instant.ofEpochSecond(Long.parseLong(m.group(1))).plusMillis(999)));
    }

    /** The realm's own events of its administration. */
    static StandTarget keycloak(Path work, Action action) throws IOException {
        var stand = new KeycloakStand(Files.createDirectories(work.resolve("stand")), action);
        var settings = "{type: keycloak, live: true, url: 'https://127.0.0.1:%d', trust: %s, keycloakRealm: mesh,"
                + " clientId: gabion, secretFile: %s, realm: corp}";
        var made = settings.formatted(stand.port(), stand.file("certificate"), stand.file("secret"));
        return of(work, stand, made, _ -> stand.target(), StandTarget::guessed, stand::marked);
    }

    /** The server's own log of updates, in the time of this machine. */
    static StandTarget names(Path work) throws IOException {
        var folder = Files.createDirectories(work.resolve("stand"));
        var stand = new DnsStand(folder);
        listed(work, List.of("*.evil.test"));
        var added = "(?m)^(\\d\\d-\\w{3}-\\d{4} [0-9:.]{12}) .*adding an RR at '%s\\.rpz\\.mesh' CNAME";
        return of(
                work,
                stand,
                stand.settings(),
                _ -> stand.target(),
                name -> event("ws" + number(name), 22, "\"QueryName\":\"" + name + "\""),
                name -> found(
                        folder.resolve("out"),
                        added.formatted(Pattern.quote(name)),
                        m -> LocalDateTime.parse(m.group(1), NAMED)
                                .atZone(ZoneId.systemDefault())
                                .toInstant()
                                .plus(TICK)));
    }

    /** Two hosts have all the names: what is written down before the next name is asked for is of this one. */
    static StandTarget hosts(Path work) throws IOException {
        var stand = new IsolationStand(Files.createDirectories(work.resolve("stand")));
        var records = List.of(
                recorded(work.resolve("stand/web0/gabion-isolate")),
                recorded(work.resolve("stand/web1/gabion-isolate")));
        Names names = _ -> {
            for (var record : records) {
                Files.writeString(record, "");
            }
            return stand.target();
        };
        return of(
                work,
                stand,
                stand.settings(CrashPoint.ofContainment().size()),
                names,
                StandTarget::hit,
                name -> orders(records.get(number(name) % 2), "isolate", ""));
    }

    static StandTarget files(Path work, Action action) throws Exception {
        var folder = Files.createDirectories(work.resolve("stand"));
        var stand = new FileStand(folder, action);
        var record = recorded(folder.resolve("gabion-file"));
        var targets = new ArrayList<String>();
        for (int i = 0; i < CrashPoint.ofContainment().size(); i++) {
            targets.add(stand.target());
        }
        listed(work, targets.stream().map(target -> file(target).sha256()).toList());
        var verb = action == Action.SCAN_FILE ? "scan" : "quarantine";
        return of(
                work,
                stand,
                stand.settings(),
                targets::get,
                StandTarget::written,
                name -> orders(record, verb, file(name).sha256()));
    }

    /** What counts is what is kept: a collection that was cut off leaves nothing, and begins anew. */
    static StandTarget evidence(Path work) throws IOException {
        var stand = new CollectionStand(Files.createDirectories(work.resolve("stand")));
        return of(
                work,
                stand,
                stand.settings(CrashPoint.ofContainment().size()),
                _ -> stand.target(),
                StandTarget::hit,
                stand::keptAt);
    }

    private static StandTarget of(Path work, Stand stand, String connector, Names names, Reason reason, Record record)
            throws IOException {
        var playbook = Files.writeString(
                work.resolve("contain.yaml"), """
                id: contain
                title: Contain whatever there is a reason for
                when: {techniques: [T1110], minScore: 0.4}
                steps:
                  - {id: contain, action: %s, connector: target, %s}
                """.formatted(stand.action().word(), HOLD));
        return new StandTarget(stand, connector, names, reason, record, playbook);
    }

    /** In the program's place one that writes down every order, and when it came, and then what was answered. @return where */
    private static Path recorded(Path program) throws IOException {
        var record = Files.createFile(program.resolveSibling("orders"));
        var honest = program.resolveSibling("honest");
        Files.move(program, honest, StandardCopyOption.ATOMIC_MOVE);
        Files.writeString(program, """
                #!/bin/sh
                read -r order
                order="$(date +%%s%%3N) $order"
                echo "$order" >>%1$s
                answer=$(echo "${order#* }" | %2$s "$@") || exit
                echo "$order = $answer" >>%1$s
                echo "$answer"
                """.formatted(record, honest));
        if (!program.toFile().setExecutable(true, false)) {
            throw new IOException(program + " cannot be made a program");
        }
        return record;
    }

    /** Orders that were carried out: of one without an answer the next answer about it tells. */
    static List<Instant> orders(Path record, String verb, String about) throws IOException {
        var lines = Files.readAllLines(record).stream()
                .filter(line -> line.contains(" " + about))
                .toList();
        var times = new ArrayList<Instant>();
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i);
            if (line.matches("\\d+ " + verb + " .*") && !line.contains(" = ")) {
                var later = lines.subList(i + 1, lines.size()).stream();
                var told = later.filter(other -> other.contains(" = ")).findFirst();
                if (told.filter(answer -> answer.matches(".* = (absent|refused .*)"))
                        .isEmpty()) {
                    times.add(Instant.ofEpochMilli(Long.parseLong(line.substring(0, line.indexOf(' '))) + 1));
                }
            }
        }
        return times;
    }

    private interface Time {
        Instant of(Matcher found);
    }

    private static List<Instant> found(Path file, String pattern, Time time) throws IOException {
        var times = new ArrayList<Instant>();
        var found = Pattern.compile(pattern).matcher(Files.exists(file) ? Files.readString(file) : "");
        while (found.find()) {
            times.add(time.of(found));
        }
        return times;
    }

    /** A list of indicators, that says of each that it is of the playbook's kind. */
    private static void listed(Path work, List<String> values) throws IOException {
        var rows = new StringBuilder("value,confidence,techniques\n");
        values.forEach(value -> rows.append(value).append(",100,T1110\n"));
        Files.writeString(work.resolve("bad.csv"), rows);
    }

    private static String guessed(String name) {
        return Load.lines(name.substring(name.indexOf('@') + 1), user(name), attacker(name));
    }

    private static String hit(String name) {
        return Load.lines(name, "u0", attacker(name));
    }

    private static String written(String name) {
        var file = file(name);
        return event(
                file.host(),
                11,
                "\"TargetFilename\":\"%s\",\"Hashes\":\"SHA256=%s\"".formatted(file.path(), file.sha256()));
    }

    private static String event(String host, int id, String fields) {
        return ("{\"EventID\":%d,\"Channel\":\"Microsoft-Windows-Sysmon/Operational\",\"Computer\":\"%s\","
                        + "\"TimeCreated\":\"%s\",\"Image\":\"/usr/bin/a\",%s}\n")
                .formatted(id, host, Instant.now(), fields);
    }

    /** Another one for each. */
    private static String attacker(String name) {
        int number = number(name);
        return "100.71.%d.%d".formatted(number >> 7, 1 + (number & 127));
    }

    /** The last one in its first part. */
    private static int number(String name) {
        return Integer.parseInt(name.replaceAll("[@.].*", "").replaceAll(".*?(\\d+)$", "$1"));
    }

    private static String user(String name) {
        return name.replaceAll("@.*", "");
    }

    private static HostFile file(String name) {
        return io.gabion.protocol.asset.Files.parse(name).orElseThrow();
    }

    @Override
    public String settings() {
        var list = playbook.resolveSibling("bad.csv");
        return """
                mode: live
                connectors:
                  target: %s
                context: %s
                budgets:
                  %s: {perWindow: %d, window: 1h, concurrent: %d}
                brake: {targets: %d, window: 1h}
                """.formatted(
                        connector,
                        Files.exists(list) ? List.of(list) : List.of(),
                        stand.action().word(),
                        Invariants.AMPLE,
                        Invariants.AMPLE,
                        Invariants.AMPLE);
    }

    @Override
    public String next(int number) throws Exception {
        return names.next(number);
    }

    @Override
    public String attack(String name) {
        return reason.lines(name);
    }

    @Override
    public List<Instant> effects(String name) throws IOException {
        return record.of(name);
    }

    @Override
    public List<String> standing(String name, boolean wanted, Instant until) throws IOException {
        try {
            var sight = stand.look(name);
            return sight.contained() == wanted
                    ? List.of()
                    : List.of("wanted " + wanted + ", one meets " + sight.words());
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        stand.close();
    }
}
