package io.gabion.detectors.window;

import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.observation.Observation;
import java.util.List;

/**
 * One family of telemetry: what of it is counted in a window of an asset, and which numbers a model is given of that.
 * The features have an order and a version: a model that was trained on others is refused.
 */
public sealed interface Telemetry permits Logins, Starts, Connections, CloudCalls {
    List<Telemetry> ALL = List.of(new Logins(), new Starts(), new Connections(), new CloudCalls());

    /** The model that judges it. */
    String model();

    int version();

    /** Of {@link #numbers}, in their order; {@link Windows#features} puts a few before them. */
    List<String> features();

    int counters();

    int spreads();

    /** Whether the window of that asset counts the observation. */
    boolean counts(Observation observation, AssetRef self);

    void add(Tally tally, Observation observation, AssetRef self);

    List<Number> numbers(Tally tally);
}
