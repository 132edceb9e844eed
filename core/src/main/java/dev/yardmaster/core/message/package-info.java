/**
 * Messages between agents: mailboxes, deliveries that must be acknowledged, topics, dead letters.
 *
 * <p>A message is stored once ({@link dev.yardmaster.core.message.Message}); each recipient's
 * mailbox holds a {@link dev.yardmaster.core.message.Mail} that points to it. Start with {@link
 * dev.yardmaster.core.message.MailTable}; every bound stands in {@link
 * dev.yardmaster.core.message.MailLimits}. Waiting for mail is the business of the gateway. Rules
 * R60-R62, promises S17-S19.
 */
@NullMarked
package dev.yardmaster.core.message;

import org.jspecify.annotations.NullMarked;
