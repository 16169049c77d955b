package io.gabion.node.cli;

import picocli.CommandLine.Command;

/** {@code gabion rule}: Sigma rules, without a mesh. */
@Command(
        name = "rule",
        mixinStandardHelpOptions = true,
        description = "Sigma rules: checks them, or runs them on recorded events.",
        subcommands = {RuleCheckCommand.class, RuleMatchCommand.class, RuleListCommand.class})
final class RuleCommand {}
