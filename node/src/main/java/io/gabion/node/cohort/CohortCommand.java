package io.gabion.node.cohort;

import io.gabion.detectors.Sight;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.cohort.Count;
import io.gabion.protocol.entity.Inner;
import io.gabion.protocol.entity.Message;
import io.gabion.protocol.suspicion.Signal;
import io.gabion.protocol.suspicion.Suspicion;
import java.util.List;

/** What a cohort accepts. */
public sealed interface CohortCommand extends Message {
    /** A suspicion if none of the peers knows the signal. */
    record Strange(Suspicion suspicion, Signal signal) {}

    /**
     * What an asset shows. It may get lost: then the cohort knows of one asset less.
     *
     * @param strange what an asset that does not know itself yet asks about
     */
    record Shown(AssetRef asset, List<Sight> sights, List<Strange> strange) implements CohortCommand {
        public Shown {
            sights = List.copyOf(sights);
            strange = List.copyOf(strange);
        }
    }

    /**
     * Something that may be common is to be told to people, at the weight that it has among the peers. Said until it is
     * journaled.
     *
     * @param trusted whether the asset counts from now on among those that show it
     * @param counts of narrower cohorts
     */
    record Weigh(Suspicion suspicion, Signal signal, boolean trusted, List<Count> counts) implements CohortCommand {
        public Weigh {
            counts = List.copyOf(counts);
        }
    }

    /** The checkpoint of this state is durable. */
    record Saved(CohortState written) implements CohortCommand, Inner {}

    /** No more comes: what was only counted is told now. */
    record Ended() implements CohortCommand, Inner {}

    record Wake() implements CohortCommand, Inner {}
}
