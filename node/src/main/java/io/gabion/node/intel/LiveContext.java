package io.gabion.node.intel;

import io.gabion.node.intel.Refusals.Refusal;
import io.gabion.node.rules.Lookout;
import io.gabion.node.rules.Watched;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The context files of a running node, as they are now. A change that would break what was good is refused; a mistake that is new costs its own line. */
public final class LiveContext implements Watched.Content<Lists.Read>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveContext.class);

    private final List<Path> files;
    private final Watched<Lists.Read> watched;
    private final Lookout lookout;

    private LiveContext(List<Path> files, Duration every) throws IOException {
        this.files = List.copyOf(files);
        this.watched = new Watched<>(this);
        this.lookout = Lookout.start(LOG, "Context", every, watched::refresh, LiveContext::told);
    }

    /** Names what is refused. @param every how often the files are looked at */
    public static LiveContext start(List<Path> files, Duration every) throws IOException {
        var context = new LiveContext(files, every);
        var now = context.current();
        Lookout.warn(
                LOG,
                "Context",
                now.lines().named().stream().map(LiveContext::notUsed).toList());
        now.idle().forEach(idle -> LOG.warn("A file is not used: {}", idle));
        if (!files.isEmpty()) {
            LOG.info("Context: {}", told(now));
        }
        return context;
    }

    public Lists.Read current() {
        return watched.current();
    }

    @Override
    public List<Path> files() {
        return files;
    }

    @Override
    public Lists.Read load() throws IOException {
        return Lists.read(files);
    }

    @Override
    public String broken(Lists.Read before, Lists.Read next) {
        return new Losses(before, next).first();
    }

    @Override
    public List<String> refused(Lists.Read before, Lists.Read next) {
        return new Losses(before, next)
                .fresh().stream().map(LiveContext::notUsed).toList();
    }

    private static String notUsed(Refusal refused) {
        return "A line is not used: " + refused;
    }

    @Override
    public void close() {
        lookout.close();
    }

    private static String told(Lists.Read now) {
        return "%d indicators, %d warning lists, %d facts; %d lines refused%s"
                .formatted(
                        now.intelligence().indicators().size(),
                        now.intelligence().warnings().size(),
                        now.site().size(),
                        now.refusals(),
                        now.idle().isEmpty() ? "" : "; " + String.join("; ", now.idle()));
    }
}
