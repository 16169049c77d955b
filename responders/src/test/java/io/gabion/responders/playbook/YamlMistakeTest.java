package io.gabion.responders.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong is said in words of the file, and at its line. */
class YamlMistakeTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ''                                     | 1: nothing is in it
                    id: a\\nwhen:\\n  bogus: 1\\n  minScore: 0\\ntitle: A   | 3: no such field: 'bogus'
                    id: a\\nwhen:\\n  minScore: 0\\n  bogus:\\n    x: 1     | 4: no such field: 'bogus'
                    id: a\\ntitle: [x]                      | 2: title is one text
                    id: a\\nwhen: 7                         | 2: when is names with values
                    id: a\\nwhen: {techniques: T1110}       | 2: when.techniques is a list
                    id: a\\nwhen:\\n  minScore: high        | 3: when.minScore is a number, not 'high'
                    id: a\\nid: {b                        | 2: Duplicate field 'id'
                    id: a\\n\\ttitle: A                     | 2: not YAML: found character '\\\\t(TAB)'
                    - a                                    | 1: it is names with values
                    """)
    void of_a_playbook(String text, String expected) {
        var findings = new ArrayList<Finding>();
        Reading.of(
                text.replace("\\\\", "\0").replace("\\n", "\n").replace("\\t", "\t"), Library.of(List.of()), findings);
        assertThat(findings)
                .singleElement()
                .satisfies(finding -> assertThat(finding.line() + ": " + finding.message())
                        .startsWith(expected.replace("\\\\t", "\\t")));
    }
}
