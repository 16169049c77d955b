package io.gabion.node.asset;

import io.gabion.detectors.Heard;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.entity.Inner;
import io.gabion.protocol.entity.Message;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.rule.Chained;
import io.gabion.protocol.rule.Fired;
import java.util.List;

/** What an asset accepts. */
public sealed interface AssetCommand extends Message {
    /**
     * An asset's share of a batch. Answered by the intake's {@code Absorbed} once durable, or by {@code Missing}.
     *
     * @param previous the last batch before it that the asset still owes an answer for, or 0
     * @param fired what rules said of the observations that are primarily about this asset
     */
    record Deliver(EntityId intake, long batch, long previous, List<Observation> observations, Fired fired)
            implements AssetCommand {
        public Deliver(EntityId intake, long batch, long previous, List<Observation> observations) {
            this(intake, batch, previous, observations, Fired.NOTHING);
        }

        @Override
        public String sender() {
            return intake.toString();
        }
    }

    /** What models said of windows that this asset asked about. */
    record Judged(List<Judges.Word> words) implements AssetCommand, Inner {
        public Judged {
            words = List.copyOf(words);
        }
    }

    /** The checkpoint of this state is durable. */
    record Saved(AssetState written) implements AssetCommand, Inner {}

    /** What the group of another correlation found, which this group counts. */
    record Take(Chained chained) implements AssetCommand {}

    /** That it has been quiet for long. A group whose window is over is stored no longer. */
    record Forget() implements AssetCommand {}

    /**
     * A replay is at its end: no window stays open for an event that will not come.
     *
     * @param round as for {@link Heard.End}
     */
    record Ended(int round) implements AssetCommand, Inner {}

    record Wake() implements AssetCommand, Inner {}
}
