package io.gabion.node.shell;

import io.gabion.protocol.entity.EntityId;

/**
 * Rows that a node wrote after it had been replaced.
 *
 * @param key the same each time that these are told
 * @param what in words: which rows, and what comes of it
 */
public record Fork(EntityId entity, String key, String what) {}
