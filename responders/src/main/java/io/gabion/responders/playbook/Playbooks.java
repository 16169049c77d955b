package io.gabion.responders.playbook;

import static io.gabion.responders.playbook.Fields.name;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;

/** Reads playbooks. An error is one line that names the file and the line. */
public final class Playbooks {
    private static final int FILE_BYTES = 64 * 1024;

    static final List<String> BUNDLED = List.of(
            "contain-guessing.yaml",
            "contain-takeover.yaml",
            "contain-lateral-movement.yaml",
            "contain-beacon.yaml",
            "contain-exfiltration.yaml",
            "contain-malware.yaml",
            "contain-phishing.yaml",
            "contain-phished-account.yaml");

    /**
     * Every {@code .yaml} file of a directory, by name.
     *
     * @throws IOException in one line that names the file and, where the mistake is one of form, the line
     */
    public static List<Playbook> load(Path dir) throws IOException {
        try (var files = Files.list(dir)) {
            return load(
                    files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList());
        }
    }

    /** These files, each of another id; they may take in what is beside them. */
    public static List<Playbook> load(List<Path> files) throws IOException {
        var folders = new HashMap<Path, Library>();
        var playbooks = new LinkedHashMap<String, Playbook>();
        for (var file : files) {
            var folder = file.toAbsolutePath().getParent();
            if (!folders.containsKey(folder)) {
                folders.put(folder, beside(file));
            }
            var playbook = parse(file.toString(), read(file), folders.get(folder));
            if (playbooks.putIfAbsent(playbook.id(), playbook) != null) {
                throw new IOException(file + ": the id " + playbook.id() + " is another playbook's");
            }
        }
        return List.copyOf(playbooks.values());
    }

    /** What a file may take in: what can be read in its folder. */
    static Library beside(Path file) throws IOException {
        var texts = new ArrayList<String>();
        try (var files = Files.list(file.toAbsolutePath().getParent())) {
            for (var other :
                    files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
                if (Files.isRegularFile(other) && Files.size(other) <= FILE_BYTES) {
                    texts.add(new String(Files.readAllBytes(other), StandardCharsets.UTF_8));
                }
            }
        }
        return Library.of(texts);
    }

    static String read(Path file) throws IOException {
        byte[] bytes;
        try (var in = Files.newInputStream(file)) {
            bytes = in.readNBytes(FILE_BYTES + 1);
        } catch (IOException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
        if (bytes.length > FILE_BYTES) {
            throw new IOException(file + ": larger than " + FILE_BYTES + " bytes");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IOException(file + ": not UTF-8", e);
        }
    }

    public static List<Playbook> bundled() {
        return BUNDLED.stream().map(Playbooks::bundled).toList();
    }

    private static Playbook bundled(String name) {
        try (var in = Playbooks.class.getResourceAsStream("/playbooks/" + name)) {
            return parse(name, new String(in.readAllBytes(), StandardCharsets.UTF_8), Library.EMPTY);
        } catch (IOException e) {
            throw new IllegalStateException("the program holds " + name, e);
        }
    }

    static Playbook parse(String name, String text, Library library) throws IOException {
        var findings = new ArrayList<Finding>();
        var playbook = Reading.of(text, library, findings);
        if (!findings.isEmpty()) {
            throw new IOException(name + ":" + findings.getFirst().line() + ": "
                    + findings.getFirst().message());
        }
        return playbook.orElseThrow().playbook();
    }

    private Playbooks() {}
}
