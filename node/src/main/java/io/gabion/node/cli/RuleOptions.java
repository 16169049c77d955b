package io.gabion.node.cli;

import io.gabion.detectors.sigma.RulePack;
import io.gabion.node.rules.RuleContext;
import io.gabion.node.rules.RuleFolder;
import io.gabion.node.rules.RulePacks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** What every command that reads rules takes. */
final class RuleOptions {
    @Option(
            names = "--placeholders",
            paramLabel = "FILE",
            description = "YAML: what %%Name%% stands for, a value or a list.")
    Path placeholders;

    RulePacks packs(List<Path> rules) throws IOException {
        tellEmpty(rules);
        return RulePacks.withOwn(rules, placeholders);
    }

    RulePack load(List<Path> rules) throws IOException {
        tellEmpty(rules);
        return RuleFolder.load(rules, RuleContext.placeholders(placeholders));
    }

    private static void tellEmpty(List<Path> rules) throws IOException {
        for (var path : rules) {
            if (RuleFolder.isEmpty(path)) {
                System.err.println("gabion: " + path + ": no .yml or .yaml file is in it");
            }
        }
    }
}
