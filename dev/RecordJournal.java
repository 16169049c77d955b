import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gabion.node.store.embedded.JournalFile;
import io.gabion.node.tenant.Envelopes;
import io.gabion.node.tenant.Keys;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/** Writes the journal in a data directory as lines of JSON, opened. Arguments: the directory, the file. */
final class RecordJournal {
    public static void main(String... arguments) throws Exception {
        var data = Path.of(arguments[0]);
        var envelopes = new Envelopes(new Keys(data));
        var json = new JsonMapper();
        try (var journal = JournalFile.open(data);
                var out = new PrintWriter(new OutputStreamWriter(
                        new GZIPOutputStream(Files.newOutputStream(Path.of(arguments[1]))), StandardCharsets.UTF_8))) {
            for (var row : journal.rows().scan(Set.of())) {
                if (!row.isNote()) {
                    out.print(json.createObjectNode()
                            .put("entity", row.entity())
                            .put("sequence", row.sequence())
                            .put("decision", row.decision())
                            .put("type", row.type())
                            .put("version", row.version())
                            .put("time", row.time().toString())
                            .set("event", json.readTree(envelopes.open(row)))
                            + "\n");
                }
            }
        }
    }
}
