package io.gabion.protocol.entity;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A text or a list in a message or a stored event that earlier versions did not have: where it is missing, it is empty, and where it is
 * not known, it is left out. In an event it is for what an older node may do without: what that one decides and stores, a snapshot too, is as if
 * it had not been there. Anything else needs a migration.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.PARAMETER})
public @interface Later {}
