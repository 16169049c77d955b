package io.gabion.node.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gabion.node.source.SourceSetting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class SourceOptionsTest {
    @TempDir
    Path directory;

    @Test
    void every_source_can_be_named_and_none_needs_to_be() throws Exception {
        assertThat(settings()).isEmpty();
        assertThat(settings(
                        "--watch=a.log",
                        "--watch",
                        directory.resolve("b.log").toString(),
                        "--journald",
                        "--syslog-tcp=0.0.0.0:6514",
                        "--syslog-udp=[::1]:514"))
                .containsExactly(
                        new SourceSetting.File(Path.of("a.log").toAbsolutePath(), "a.log", "auto"),
                        new SourceSetting.File(directory.resolve("b.log"), "b.log", "auto"),
                        new SourceSetting.Journald(Optional.empty()),
                        new SourceSetting.SyslogTcp("0.0.0.0", 6514),
                        new SourceSetting.SyslogUdp("::1", 514));
    }

    @Test
    void a_port_alone_is_on_the_loopback_address() throws Exception {
        assertThat(settings("--syslog-tcp=5514", "--syslog-udp=:5514"))
                .containsExactly(
                        new SourceSetting.SyslogTcp("127.0.0.1", 5514), new SourceSetting.SyslogUdp("127.0.0.1", 5514));
    }

    @Test
    void a_journal_may_be_in_a_directory_and_a_file_is_followed_once() throws Exception {
        assertThat(settings("--journald=" + directory, "--watch=x", "--watch=./x"))
                .containsExactly(
                        new SourceSetting.File(Path.of("x")), new SourceSetting.Journald(Optional.of(directory)));
    }

    @Test
    void a_log_that_is_not_there_is_told() throws Exception {
        var there = Files.createFile(directory.resolve("there.log"));
        var options = new SourceOptions();
        new CommandLine(options).parseArgs("--watch=" + there, "--watch=nowhere.log");

        assertThat(options.notThere()).containsExactly(Path.of("nowhere.log"));
    }

    @ParameterizedTest
    @CsvSource({
        "--syslog-tcp,localhost",
        "--syslog-tcp,''",
        "--syslog-tcp,localhost:",
        "--syslog-tcp,localhost:0",
        "--syslog-udp,localhost:65536",
        "--syslog-udp,a b:1",
        "--syslog-udp,user@host:1",
        "--syslog-udp,host:1/x",
        "--syslog-udp,99999999999",
        "--journald,/nowhere",
        "--watch,/"
    })
    void a_bad_value_is_one_line_that_names_the_option(String option, String value) {
        assertThatThrownBy(() -> settings(option + "=" + value))
                .isInstanceOf(Refused.class)
                .hasMessageStartingWith(option + " " + value + ": not ")
                .hasMessageNotContaining("\n");
    }

    private static List<SourceSetting> settings(String... options) throws Refused {
        var sources = new SourceOptions();
        new CommandLine(CommandLine.Model.CommandSpec.create()
                        .addMixin("sources", CommandLine.Model.CommandSpec.forAnnotatedObject(sources)))
                .parseArgs(options);
        return sources.settings();
    }
}
