import Anthropic from '@anthropic-ai/sdk'
import OpenAI from 'openai'
import { expect, test } from 'vitest'
import { PROVIDER_KEY, testGateway } from '../../../test/llm-gateway.ts'
import {
  chatAnswer,
  chatChunks,
  json,
  messagesAnswer,
  messagesEvents,
  responsesAnswer,
  responsesEvents,
  stream,
} from '../../../test/scripted-provider.ts'

const question = [{ role: 'user' as const, content: 'Say hello' }]

test('the openai client completes a chat, whole and streamed, and the books are exact', async () => {
  await using gateway = await testGateway()
  const { provider } = gateway
  const client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: gateway.token })

  provider.script(json(chatAnswer))
  const whole = await client.chat.completions.create({ model: 'devflow', messages: question })
  expect(whole).toMatchObject(chatAnswer)
  expect(provider.calls[0]!.url).toBe('/v1/chat/completions')
  expect(provider.calls[0]!.headers.authorization).toBe(`Bearer ${PROVIDER_KEY}`)
  expect(JSON.parse(provider.calls[0]!.body.toString())).toEqual({ model: 'gpt-5', messages: question })

  provider.script(stream(chatChunks))
  let text = ''
  for await (const chunk of await client.chat.completions.create({
    model: 'gpt-5',
    messages: question,
    stream: true,
  })) {
    text += chunk.choices[0]?.delta.content ?? ''
  }
  expect(text).toBe('Hello')
  expect(JSON.parse(provider.calls[1]!.body.toString()).stream_options).toEqual({ include_usage: true })

  const { items, total } = await gateway.usage()
  // 600 fresh at 1.25, 400 cached at 0.125, 50 out at 10 dollars per million: 0.0013.
  for (const call of items) {
    expect(call).toMatchObject({
      model: 'gpt-5',
      dialect: 'chat',
      inputTokens: 1000,
      outputTokens: 50,
      cachedTokens: 400,
      costUsd: 0.0013,
      status: 200,
    })
  }
  expect(total).toEqual({
    calls: 2,
    inputTokens: 2000,
    outputTokens: 100,
    cachedTokens: 800,
    costUsd: 0.0026,
    unpricedCalls: 0,
  })
})

test('the openai client uses the Responses API, whole and streamed', async () => {
  await using gateway = await testGateway()
  const client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: gateway.token })
  gateway.provider.script(json(responsesAnswer))
  expect((await client.responses.create({ model: 'gpt-5', input: 'Say hello' })).output_text).toBe('Hello')

  gateway.provider.script(stream(responsesEvents))
  const types: string[] = []
  for await (const event of await client.responses.create({ model: 'gpt-5', input: 'Say hello', stream: true }))
    types.push(event.type)
  expect(types).toEqual(['response.created', 'response.output_text.delta', 'response.completed'])
  expect(JSON.parse(gateway.provider.calls[1]!.body.toString())).not.toHaveProperty('stream_options')

  const { items } = await gateway.usage()
  for (const call of items)
    expect(call).toMatchObject({
      dialect: 'responses',
      inputTokens: 200,
      outputTokens: 30,
      cachedTokens: 100,
      status: 200,
    })
  expect(items).toHaveLength(2)
})

test('the anthropic client sends messages, whole and streamed, and counts tokens for nothing', async () => {
  await using gateway = await testGateway({}, 'claude-sonnet-5-5')
  const { provider } = gateway
  const client = new Anthropic({ baseURL: gateway.url, apiKey: gateway.token })
  const ask = { model: 'claude-sonnet-5-5', max_tokens: 100, messages: question }

  provider.script(json(messagesAnswer))
  expect((await client.messages.create(ask)).content).toEqual(messagesAnswer.content)
  expect(provider.calls[0]!.headers).toMatchObject({
    'x-api-key': PROVIDER_KEY,
    'anthropic-version': expect.any(String),
  })

  provider.script(stream(messagesEvents))
  expect(await client.messages.stream(ask).finalText()).toBe('Hello')

  provider.script(json({ input_tokens: 12 }))
  expect(await client.messages.countTokens({ model: ask.model, messages: question })).toMatchObject({
    input_tokens: 12,
  })
  expect(provider.calls[2]!.url).toBe('/v1/messages/count_tokens')

  const { items, total } = await gateway.usage()
  // 10 fresh at 2, 200 written at 2.5, 3000 read at 0.1, 40 out at 10 dollars per million: 0.00122.
  for (const call of items) {
    expect(call).toMatchObject({
      dialect: 'messages',
      inputTokens: 3210,
      cachedTokens: 3000,
      outputTokens: 40,
      costUsd: 0.00122,
    })
  }
  expect(total).toMatchObject({ calls: 2, costUsd: 0.00244 })
})

test('embeddings pass, and models are listed as the provider lists them', async () => {
  await using gateway = await testGateway()
  const client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: gateway.token })
  gateway.provider.script(
    json({
      object: 'list',
      model: 'text-embedding-3-small',
      data: [{ object: 'embedding', index: 0, embedding: [0.5] }],
      usage: { prompt_tokens: 8, total_tokens: 8 },
    }),
  )
  const { data } = await client.embeddings.create({
    model: 'text-embedding-3-small',
    input: 'x',
    encoding_format: 'float',
  })
  expect(data[0]!.embedding).toEqual([0.5])
  gateway.provider.script(
    json({ object: 'list', data: [{ id: 'gpt-5', object: 'model', created: 1, owned_by: 'openai' }] }),
  )
  expect((await client.models.list()).data.map((model) => model.id)).toEqual(['gpt-5'])
  const { items } = await gateway.usage()
  expect(items).toHaveLength(1)
  expect(items[0]).toMatchObject({ dialect: 'embeddings', inputTokens: 8, outputTokens: 0, costUsd: 0.00000016 })
})

test('refusals reach the clients as their own errors, with the sentence and without a second try', async () => {
  await using gateway = await testGateway()
  const { provider } = gateway
  provider.script(json({ error: { message: 'bad key' } }, 401))
  const openai = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: gateway.token })
  const anthropic = new Anthropic({ baseURL: gateway.url, apiKey: gateway.token })
  await expect(openai.chat.completions.create({ model: 'm', messages: question })).rejects.toThrow(
    /refused this server's key/,
  )
  await expect(anthropic.messages.create({ model: 'm', max_tokens: 1, messages: question })).rejects.toThrow(
    /refused this server's key/,
  )
  expect(provider.calls).toHaveLength(2)

  const nobody = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: 'dfl_nobody' })
  await expect(nobody.responses.create({ model: 'm', input: 'x' })).rejects.toMatchObject({ status: 401 })
  expect(provider.calls).toHaveLength(2)
})
