package io.gabion.protocol.entity;

/**
 * An entity whose state is saved by upsert, because it changes with every observation. The shell saves it a stated
 * time after the first unsaved change and then says {@link #saved}.
 */
public interface Checkpointed<S, C> extends Snapshotted<S> {
    /** Said when the state as it was {@code written} is durable. */
    C saved(S written);
}
