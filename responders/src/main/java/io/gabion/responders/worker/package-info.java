/** Between the decisions and the connectors: how often, how many at once, and when not at all a target is called. */
package io.gabion.responders.worker;
