package io.gabion.node.rules;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The licence of rules that name none themselves: an SPDX identifier, by the licence file that lies nearest above them
 * within their pack, or beside the pack.
 */
final class FolderLicense {
    /** SPDX's word for a licence that is there and not known. */
    static final String UNKNOWN = "NOASSERTION";

    private static final int MOST_BYTES = 64 << 10;
    private static final List<String> FILES =
            List.of("LICENSE", "LICENSE.md", "LICENSE.txt", "LICENSE.Detection.Rules.md", "COPYING");

    private static final Pattern NAMED = Pattern.compile("SPDX-License-Identifier:\\s*([A-Za-z0-9.+-]{1,64})");

    /** In this order: a pack's own licence says more than one that it mentions. */
    private static final Map<String, Pattern> KNOWN = known(
            "DRL-1.1", "detection rule license\\W+(\\w+\\W+){0,2}1\\.1",
            "DRL-1.0", "detection rule license",
            "Elastic-2.0", "elastic license 2\\.0",
            "AGPL-3.0-only", "gnu affero general public license\\W+version 3",
            "LGPL-3.0-only", "gnu lesser general public license\\W+version 3",
            "GPL-3.0-only", "gnu general public license\\W+version 3",
            "GPL-2.0-only", "gnu general public license\\W+version 2",
            "Apache-2.0", "apache license,?\\W+version 2\\.0",
            "MIT", "permission is hereby granted, free of charge, to any person obtaining a copy",
            "BSD-3-Clause", "neither the name of .{1,200} nor the names of",
            "BSD-2-Clause", "redistribution and use in source and binary forms",
            "CC0-1.0", "cc0 1\\.0 universal",
            "CC-BY-SA-4.0", "attribution-sharealike 4\\.0",
            "CC-BY-NC-4.0", "attribution-noncommercial 4\\.0",
            "CC-BY-4.0", "attribution 4\\.0 international",
            "Unlicense", "this is free and unencumbered software released into the public domain");

    private final Path root;
    private final Map<Path, String> byFolder = new HashMap<>();

    /** @param root the file or folder that rules are loaded from */
    FolderLicense(Path root) {
        var absolute = root.toAbsolutePath().normalize();
        this.root = Files.isDirectory(absolute) ? absolute : absolute.getParent();
    }

    private static Map<String, Pattern> known(String... pairs) {
        var known = new LinkedHashMap<String, Pattern>();
        for (int i = 0; i < pairs.length; i += 2) {
            known.put(pairs[i], Pattern.compile(pairs[i + 1]));
        }
        return known;
    }

    /** Empty if no licence lies there. */
    String of(Path rule) throws IOException {
        return folder(rule.toAbsolutePath().normalize().getParent());
    }

    private String folder(Path folder) throws IOException {
        var known = byFolder.get(folder);
        if (known == null) {
            known = own(folder);
            if (known.isEmpty() && folder.getParent() != null) {
                // A pack's folder of rules has its licence beside it.
                known = folder.equals(root) ? own(folder.getParent()) : folder(folder.getParent());
            }
            byFolder.put(folder, known);
        }
        return known;
    }

    private static String own(Path folder) throws IOException {
        for (var name : FILES) {
            var file = folder.resolve(name);
            if (Files.isRegularFile(file)) {
                try (var in = Files.newInputStream(file)) {
                    return spdx(new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8));
                }
            }
        }
        return "";
    }

    static String spdx(String text) {
        var named = NAMED.matcher(text);
        if (named.find()) {
            return named.group(1);
        }
        var plain = text.replaceAll("\\s+", " ").toLowerCase(java.util.Locale.ROOT);
        return KNOWN.entrySet().stream()
                .filter(known -> known.getValue().matcher(plain).find())
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(UNKNOWN);
    }
}
