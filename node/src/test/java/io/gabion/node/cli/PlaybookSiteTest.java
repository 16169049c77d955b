package io.gabion.node.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Playbooks and the settings of the node that they are for. */
class PlaybookSiteTest {
    private static final String TAKEN = """
            id: taken
            title: Lock what was taken over
            when: {techniques: [T1110], minScore: 0.3}
            steps:
              - {id: block, action: block-address, connector: firewall, ttl: 4h}
              - {id: ask, action: approval, covers: [lock], within: 1h}
              - {id: lock, action: lock-account, connector: accounts, ttl: 4h}
              - {id: page, action: notify, channel: pager}
            """;

    private static final String SITE = """
            connectors:
              accounts: {type: linux-account, realm: web1}
            channels:
              pager: {type: log}
            """;

    @TempDir
    Path folder;

    private Path books;

    private record Said(int exit, String out, String error) {}

    @BeforeEach
    void makeFolder() throws IOException {
        books = Files.createDirectory(folder.resolve("books"));
    }

    @Test
    void what_a_node_does_not_have_is_named_step_by_step() throws IOException {
        var book = book("taken.yaml", TAKEN.replace("[T1110]", "[T1110+T1078]") + """
              - id: chain
                action: escalation
                of: [ask]
                levels: [{channel: boss, after: 10m, roles: [admin]}]
            """.indent(0));
        var bare = config("mode: observe\n");
        var crossed =
                config("connectors: {accounts: {type: nftables}}\nchannels: {pager: {type: log}, boss: {type: log}}\n"
                        + "protectAccounts: [ann]\n");

        assertThat(lint(book).out()).isEmpty();
        assertThat(lint(book, "--config", bare))
                .isEqualTo(new Said(
                        1,
                        book + ":7: step lock: connector accounts is not in the settings: lock-account is only observed"
                                + " there\n"
                                + book + ":7: warning: step lock: lock-account is destructive and this site protects no"
                                + " account\n"
                                + book + ":8: step page: channel pager is not in the settings: nobody is told\n"
                                + book + ":9: step chain: channel boss is not in the settings: nobody is told\n",
                        ""));
        assertThat(lint(book, "--config", crossed).out())
                .isEqualTo(book + ":7: step lock: connector accounts is for block-address and block-network, not for"
                        + " lock-account: it will refuse that\n");
        assertThat(lint(book, "--config", config(SITE + "  boss: {type: log}\nprotectAccounts: [ann]\n")))
                .isEqualTo(new Said(0, "", ""));
    }

    @Test
    void whom_a_site_protects_is_said_beside_the_guess() throws IOException {
        var book = book("taken.yaml", TAKEN);
        var guess =
                book + ":7: step lock: its target may be protected: accounts that were only tried are meant too; join"
                        + " a technique by which somebody gets in, as in T1110+T1078";
        var facts = write("assets.csv", "asset,criticality,role\ndc1,high,domain controller\nann@corp,high,backup\n");

        assertThat(lint(book).out()).isEqualTo(guess + "\n");
        assertThat(lint(book, "--config", config(SITE)).out()).startsWith(guess + "; this site protects no account\n");
        assertThat(lint(book, "--config", config(SITE + "protectAccounts: [a, b, c, d, e, f, olga@web1]\n"))
                        .out())
                .isEqualTo(guess + "; this site protects a, b, c, d, e and 2 more\n");
        assertThat(lint(book, "--config", config(SITE), "--context", facts.toString()))
                .isEqualTo(new Said(1, guess + "; this site protects ann@corp\n", ""));
        assertThat(lint(book, "--context", facts.toString()).exit()).isEqualTo(Refused.WRONG_USAGE);
        assertThat(lint(book, "--config", config("protect: [nowhere]\n")).exit())
                .isEqualTo(Refused.UNAVAILABLE);
    }

    @Test
    void one_id_is_in_a_folder_once() throws IOException {
        var first = book("a.yaml", TAKEN.replace("[T1110]", "[T1110+T1078]"));
        var second = book("b.yaml", "# a copy\n" + Files.readString(first).replace("4h", "5h"));
        var other = Files.createDirectory(folder.resolve("other"));
        Files.copy(first, other.resolve("a.yaml"));

        assertThat(run("playbook", "lint", books.toString()))
                .isEqualTo(new Said(
                        1, second + ":2: the id taken is that of a.yaml too: a node does not start with both\n", ""));
        assertThat(run("run", "--port", "0", "--data", folder.resolve("d").toString(), "--playbooks", books.toString())
                        .exit())
                .isEqualTo(Refused.UNAVAILABLE);
        assertThat(run(
                                "playbook",
                                "lint",
                                first.toString(),
                                books.resolve("../books/a.yaml").toString(),
                                other.toString())
                        .exit())
                .as("itself, and another folder's")
                .isZero();
        Files.writeString(
                second,
                "{\"id\": taken, title: T, when: {techniques: [T1486], minScore: 0}, steps: [{id: n,"
                        + " action: notify, channel: log}]}");
        assertThat(run("playbook", "lint", books.toString()).out()).startsWith(second + ":1: the id taken is that of");
        Files.writeString(second, "id: taken\nsteps: []\n");
        assertThat(run("playbook", "lint", books.toString()).out().lines())
                .as("beside what else is wrong")
                .hasSize(2);
    }

    @Test
    void a_node_says_in_a_line_what_its_playbooks_name_and_it_does_not_have() throws IOException {
        book("taken.yaml", TAKEN);
        book("other.yaml", TAKEN.replace("id: taken", "id: other"));

        assertThat(started(config("mode: observe\n"))).isEmpty();
        assertThat(started(config("mode: live\n")))
                .containsExactly(
                        "gabion: playbooks name what is not there, which does nothing: connector accounts is not in the"
                                + " settings (other lock, taken lock); channel pager is not in the settings (other page, taken"
                                + " page)");
        assertThat(started(config(SITE))).isEmpty();
    }

    @Test
    void what_the_guard_of_a_node_would_refuse_is_refused() throws IOException {
        var book =
                book("taken.yaml", TAKEN.replace("[T1110]", "[T1110, T1078]")).toString();
        var incident = Guessed.replayed(folder);
        var live = "mode: live\n" + SITE.replace("realm: web1", "realm: web1, live: true");

        assertThat(simulate(book, incident).out())
                .contains("block-address 203.0.113.7: would-apply", "lock-account olga@web1: would-apply");
        assertThat(simulate(book, incident, "--config", config(live)).out())
                .startsWith("the Guard is that of ")
                .contains("where LIVE through accounts: here what it lets pass is would-apply\n")
                .contains("block-address 203.0.113.7: would-apply", "lock-account olga@web1: would-apply");
        assertThat(simulate(book, incident, "--config", config(live + "protectAccounts: [olga]\n"))
                        .out())
                .contains("block-address 203.0.113.7: would-apply")
                .contains("lock-account olga@web1: refused, olga@web1 is protected");
        assertThat(simulate(book, incident, "--config", config(live + "protect: [203.0.113.0/24]\n"))
                        .out())
                .contains("block-address 203.0.113.7: refused, 203.0.113.7 is within protected 203.0.113.0/24");
        assertThat(simulate(
                                book,
                                incident,
                                "--config",
                                config(live + "budgets: {lock-account: {perWindow: 0, window: 1h, concurrent: 1}}\n"))
                        .out())
                .contains("lock-account olga@web1: refused, ")
                .contains("0 of 0 used within");
        assertThat(simulate(book, incident, "--config", config(live), "--frozen")
                        .out())
                .contains("block-address 203.0.113.7: refused, frozen", "lock-account olga@web1: refused, frozen");
        var facts = write("facts.csv", "asset,criticality,role\nolga@web1,high,backup\n");
        assertThat(simulate(book, incident, "--config", config(live + "context: [" + facts + "]\n"))
                        .out())
                .contains("lock-account olga@web1: refused, ")
                .contains("has a protected role");
    }

    private Said lint(Path book, String... options) {
        return run(with(options, "playbook", "lint", book.toString()));
    }

    private Said simulate(String book, String incident, String... options) {
        var said = run(with(options, "playbook", "simulate", book, "--incident", incident, "--people", "approve"));
        assertThat(said.error()).isEmpty();
        return said;
    }

    private static String[] with(String[] options, String... command) {
        var all = new ArrayList<>(List.of(command));
        all.addAll(List.of(options));
        return all.toArray(String[]::new);
    }

    /** What it says before it listens, where somebody else does. */
    private List<String> started(String config) throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var port = String.valueOf(taken.getLocalPort());
            var data = Files.createTempDirectory(folder, "data").toString();
            var said = run(
                    "run",
                    "--no-rehearsal",
                    "--data",
                    data,
                    "--port",
                    port,
                    "--playbooks",
                    books.toString(),
                    "--config",
                    config);
            assertThat(said.exit()).isEqualTo(Refused.UNAVAILABLE);
            return said.error()
                    .lines()
                    .filter(line -> line.startsWith("gabion: playbooks"))
                    .toList();
        }
    }

    private Path book(String name, String text) throws IOException {
        return Files.writeString(books.resolve(name), text);
    }

    private String config(String text) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "settings", ".yaml"), text)
                .toString();
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static Said run(String... command) {
        var before = System.out;
        var errors = System.err;
        var text = new ByteArrayOutputStream();
        var error = new ByteArrayOutputStream();
        System.setOut(new PrintStream(text, true, UTF_8));
        System.setErr(new PrintStream(error, true, UTF_8));
        try {
            return new Said(Gabion.run(command), text.toString(UTF_8), error.toString(UTF_8));
        } finally {
            System.setOut(before);
            System.setErr(errors);
        }
    }
}
