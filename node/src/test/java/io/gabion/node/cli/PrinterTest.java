package io.gabion.node.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PrinterTest {
    private static final String EVIL =
            "a\u001b[2J\u007f\u0085b\u009b2Jc\u200bd\u202ee\u2028f\u2029g\\u202e\"h\u00fcbsch".repeat(5);

    @ParameterizedTest
    @EnumSource
    void text_from_outside_moves_no_terminal(Printer.Style style) {
        assertThat(printed(style).replace("\n", "")).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");
    }

    @Test
    void what_a_machine_reads_is_what_there_is() throws Exception {
        JsonNode json = new ObjectMapper().readTree(printed(Printer.Style.json));
        JsonNode yaml = new YAMLMapper().readTree(printed(Printer.Style.yaml));
        assertThat(json.path("reason").asText()).isEqualTo(EVIL);
        assertThat(yaml).isEqualTo(json);
    }

    private static String printed(Printer.Style style) {
        var out = new ByteArrayOutputStream();
        new Printer(new PrintStream(out, true, UTF_8), style)
                .record(JsonNodeFactory.instance.objectNode().put("reason", EVIL));
        return out.toString(UTF_8);
    }
}
