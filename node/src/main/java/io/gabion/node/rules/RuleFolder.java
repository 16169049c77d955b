package io.gabion.node.rules;

import io.gabion.detectors.sigma.RulePack;
import io.gabion.detectors.sigma.RulePack.Refused;
import io.gabion.detectors.sigma.rule.Placeholders;
import io.gabion.detectors.sigma.rule.Yaml;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads rule packs from files and folders: every {@code .yml} and {@code .yaml} file below them, by name. */
public final class RuleFolder {
    private static final int MAX_FILES = 50_000;

    /** @throws IOException if a path is not there or cannot be read; what is wrong inside a file is in the pack */
    public static RulePack load(List<Path> paths, Placeholders placeholders) throws IOException {
        return load(paths, placeholders, List.of());
    }

    /** @param own rules besides; of two with one id that of the paths counts */
    static RulePack load(List<Path> paths, Placeholders placeholders, List<RulePack.File> own) throws IOException {
        var files = new ArrayList<RulePack.File>();
        var refused = new ArrayList<Refused>();
        for (var path : paths) {
            var license = new FolderLicense(path);
            for (var file : files(path)) {
                try {
                    files.add(new RulePack.File(file.toString(), text(file), license.of(file)));
                } catch (CharacterCodingException e) {
                    refused.add(new Refused(file.toString(), 0, "not UTF-8"));
                }
            }
        }
        files.addAll(own);
        var pack = RulePack.of(files, placeholders);
        refused.addAll(pack.refused());
        return new RulePack(pack.detections(), pack.correlations(), pack.silent(), refused, pack.files(), pack.idle());
    }

    /** @throws IOException if the path is not there or cannot be read */
    public static boolean isEmpty(Path path) throws IOException {
        return files(path).isEmpty();
    }

    static List<Path> files(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new IOException(path + ": no such file or folder of rules");
        }
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        // Links are not followed: a pack ends where its folder ends.
        try (var walk = Files.walk(path)) {
            var files = walk.filter(Files::isRegularFile)
                    .filter(f -> f.toString().endsWith(".yml") || f.toString().endsWith(".yaml"))
                    .limit(MAX_FILES + 1L)
                    .sorted()
                    .toList();
            if (files.size() > MAX_FILES) {
                throw new IOException(path + ": more than " + MAX_FILES + " rule files");
            }
            return files;
        }
    }

    /** A file over the limit is cut just above it, so that its reader refuses it. */
    private static String text(Path file) throws IOException {
        byte[] bytes;
        try (var in = Files.newInputStream(file)) {
            bytes = in.readNBytes(4 * Yaml.MAX_CHARS + 4);
        }
        if (bytes.length > 4 * Yaml.MAX_CHARS) {
            return " ".repeat(Yaml.MAX_CHARS + 1);
        }
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }

    private RuleFolder() {}
}
