/** Hold every word the chat shows or reads out, so that another language is another object. */

export const words = {
  title: (shop) => (shop ? `${shop} support` : "Support"),
  launcher: "Chat with us",
  launcherUnread: (count) => (count === 1 ? "1 new message" : `${count} new messages`),
  close: "Close chat",
  log: "Conversation",
  messages: "Messages",
  welcome:
    "Hello! I’m the shop’s assistant, a computer program. Ask me where an order is, cancel one, or tell me what went wrong. You can ask for a person at any time.",

  assistant: "Assistant",
  agent: "Support",
  you: "You",
  system: "Notice",
  said: (who) => `${who}:`,
  choices: (titles) => `You can answer: ${titles.join(", ")}.`,
  quickReplies: "Suggested answers",
  sources: "Where this is from",
  opensNewTab: "(opens in a new tab)",
  typing: (who) => `${who} is typing`,

  input: "Your message",
  placeholder: "Write a message…",
  send: "Send",
  tooLong: (over) => (over === 1 ? "1 character too long." : `${over} characters too long.`),
  left: (count) => `${count} characters left`,
  codeInput: "Six-digit code from the e-mail",
  codeSend: "Send code",
  codeHint: "The code has six digits.",
  codeInstead: "Write a message instead",
  codeBack: "Enter the code",
  codeShown: "••••••",

  sending: "Sending…",
  sent: "Sent",
  waiting: (seconds) => `Sending in ${seconds} s`,
  retry: "Try again",
  failures: {
    network: "Not sent: no connection.",
    server: "Not sent: something went wrong on our side.",
    token: "Not sent: the conversation could not be opened again.",
    conflict: "Not sent: this choice is no longer open.",
    too_long: "Not sent: the message is too long.",
    too_many: "Not sent: too many messages in a short time.",
    ended: "Not sent: this conversation has ended.",
    no_code: "Not sent: no code is being asked for any more.",
    refused: "Not sent: the message was not accepted.",
  },

  notReady: "The chat is not ready yet. Please try again in a moment.",
  reconnecting: "Connection lost. Reconnecting…",
  offline: "You are offline. We’ll go on as soon as you are back.",
  newConversation: "The earlier conversation has expired. A new one starts here.",
  otherCustomer: "You signed in as somebody else, so a new conversation starts here.",
  identityRefused: "Your sign-in could not be confirmed here. You can go on as a guest.",
  sendingSlowed: (seconds) => `That was quick! Your message goes out in ${seconds} s.`,
  notLoaded: "Earlier messages could not be loaded. Trying again…",

  mode: {
    assistant: "Computer assistant",
    agent: "A person is here",
    waiting: ({ position, expected_wait: wait }) =>
      ["Waiting for a person", position ? `number ${position} in line` : "", wait ? `about ${minutes(wait)}` : ""]
        .filter(Boolean)
        .join(", "),
  },
  ended: "This conversation has ended.",
  startNew: "Start a new conversation",
  end: "End conversation",
  endQuestion: "End this conversation?",
  endYes: "Yes, end it",
  endNo: "Keep it",
  notEnded: "The conversation could not be ended. Please try again.",

  helpful: "Was this helpful?",
  helpfulYes: "Yes, helpful",
  helpfulNo: "No, not helpful",
  thanksForFeedback: "Thank you for telling us.",
  rating: "How was it? 1 is bad, 5 is very good.",
  ratingValue: (value) => `${value} of 5`,
};

function minutes(seconds) {
  const whole = Math.max(1, Math.round(seconds / 60));
  return whole === 1 ? "1 minute" : `${whole} minutes`;
}
