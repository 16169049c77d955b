/** Reads binary logs of Windows events (EVTX): chunks of records, each a document in binary XML, as JSON lines. */
package io.gabion.node.parse.evtx;
