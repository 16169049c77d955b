/** Turns log lines into observations; every line becomes an observation, a dead letter with its reason, or nothing. */
package io.gabion.node.parse;
