package io.gabion.protocol.cohort;

import java.time.Instant;

/**
 * How many others showed the same, as a cohort's table had it.
 *
 * @param cohort whose table, such as {@code host} or {@code host/workstation}
 * @param others that showed it: exact up to 16, an estimate beyond
 * @param of others that were heard of, an estimate beyond 256
 * @param since from when on the table knows
 * @param known when the table first heard of it from anyone, that asset included
 * @param version of the table; grows with every change
 * @param hash of what the table held
 */
public record Count(String cohort, int others, int of, Instant since, Instant known, long version, String hash) {}
