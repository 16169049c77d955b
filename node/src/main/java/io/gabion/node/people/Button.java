package io.gabion.node.people;

import java.time.Instant;

/**
 * What pressing a button says, about one approval as it was shown.
 *
 * @param nonce the same for every copy of one button
 */
public record Button(String tenant, String approval, String digest, boolean approves, Instant until, String nonce) {}
