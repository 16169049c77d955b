package io.gabion.node.cli;

import io.gabion.node.Policies;
import io.gabion.node.incident.SiteContext;
import io.gabion.node.intel.Lists;
import io.gabion.node.settings.Settings;
import io.gabion.node.settings.SettingsFile;
import io.gabion.protocol.asset.Addresses;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.containment.Action;
import io.gabion.responders.guard.GuardPolicy;
import io.gabion.responders.playbook.Site;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** The options that name the node that playbooks are for. It need not run, and nothing of it is called. */
final class SiteOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The settings of the node that the playbooks are for. Default: no node's.")
    Path config;

    @Option(
            names = "--context",
            paramLabel = "FILE",
            description = "With --config: what is known of assets, instead of the settings' files; may be repeated.")
    List<Path> context = List.of();

    /**
     * A node's settings, read as it reads them.
     *
     * @param context of its files
     * @param policy of its Guard
     */
    record Known(Settings settings, SiteContext context, GuardPolicy policy) {
        Site site() {
            return SiteOptions.site(settings, context, policy);
        }
    }

    /** Empty where no settings are named. @throws IOException in one line */
    Optional<Known> read() throws IOException, Refused {
        if (config == null && !context.isEmpty()) {
            throw new Refused(Refused.WRONG_USAGE, "--context: goes with --config");
        }
        if (config == null) {
            return Optional.empty();
        }
        var settings = SettingsFile.read(config);
        var lists = Lists.read(context.isEmpty() ? settings.context() : context);
        lists.told().forEach(line -> System.err.println("gabion: " + line));
        try {
            return Optional.of(new Known(settings, lists.site(), Policies.of(settings)));
        } catch (IllegalArgumentException e) {
            throw new Refused(Refused.UNAVAILABLE, config + ": protect: " + e.getMessage());
        }
    }

    static Site site(Settings settings, SiteContext context, GuardPolicy policy) {
        var connectors = new HashMap<String, Set<Action>>();
        settings.connectors()
                .forEach((name, setting) -> connectors.put(name, setting.peer().does()));
        var all = settings.protect();
        var important = context.withRole(policy.protect().roles());
        var addresses = with(
                all.addresses(),
                important.stream().filter(name -> Addresses.canonical(name).isPresent()));
        var names = important.stream()
                .filter(name -> Addresses.canonical(name).isEmpty())
                .toList();
        var accounts = Stream.concat(
                names.stream(),
                context.withAliases(policy.protectedAccount(), policy.protect().roles()).stream());
        return new Site(
                connectors,
                settings.channels().keySet(),
                Map.of(
                        Kind.ADDRESS, addresses,
                        Kind.NETWORK, addresses,
                        Kind.ACCOUNT, with(all.accounts(), accounts.filter(name -> name.contains("@"))),
                        Kind.DOMAIN, with(all.domains(), Stream.of()),
                        Kind.HOST, with(all.hosts(), names.stream().filter(name -> !name.contains("@"))),
                        Kind.FILE, all.files()));
    }

    private static List<String> with(List<String> settings, Stream<String> context) {
        return Stream.concat(settings.stream(), context).distinct().toList();
    }
}
