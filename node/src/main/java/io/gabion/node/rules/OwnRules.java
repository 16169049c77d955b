package io.gabion.node.rules;

import io.gabion.detectors.sigma.RulePack;
import io.gabion.detectors.sigma.match.LogSources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Rules that come with Gabion, for what public rules are silent about. They are used beside whatever rules a site has. */
public final class OwnRules {
    private static final List<String> NAMES = List.of(
            "windows",
            "access",
            "aws",
            "aws-data",
            "aws-logs",
            "aws-more",
            "aws-rights",
            "azure",
            "azure-more",
            "code",
            "collaboration",
            "endpoint",
            "filters",
            "gcp",
            "gcp-more",
            "github",
            "guards",
            "identity",
            "identity-more",
            "kubernetes",
            "kubernetes-more",
            "network",
            "okta",
            "refusals",
            "services",
            "web",
            "workspace");

    static List<RulePack.File> files() throws IOException {
        var files = new ArrayList<RulePack.File>();
        for (var name : NAMES) {
            var path = "/sigma/rules/" + name + ".yml";
            try (var in = LogSources.class.getResourceAsStream(path)) {
                if (in == null) {
                    throw new IOException("the program lacks its own rules " + path);
                }
                files.add(new RulePack.File(
                        "gabion:" + name + ".yml", new String(in.readAllBytes(), StandardCharsets.UTF_8), ""));
            }
        }
        return files;
    }

    private OwnRules() {}
}
