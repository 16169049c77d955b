/** Between the decisions and the systems outside: how often, how many at once, and when not at all a target or a receiver of notices is called. */
package io.gabion.responders.worker;
