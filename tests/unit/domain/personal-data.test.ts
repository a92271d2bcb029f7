import { expect, test } from '@jest/globals';
import { withoutPersonalData } from '../../../src/domain/personal-data.js';
import { loadPersonalDataWords } from '../../../src/sources/personal-data.js';

const remove = withoutPersonalData(loadPersonalDataWords('.'));

test.each([
  ['me llamo maria fernanda de la cruz y necesito ayuda', 'me llamo [nombre] y necesito ayuda'],
  ['Mi nombre es José Ñáñez, de Buga', 'Mi nombre es [nombre], de Buga'],
  ['soy Ana Pérez y vivo aquí', 'soy [nombre] y vivo aquí'],
  ['soy víctima de amenazas', 'soy víctima de amenazas'],
  ['mi hija Lucía no volvió', 'mi hija [nombre] no volvió'],
  ['llámeme al 300 123 45 67 por favor', 'llámeme al [número] por favor'],
  ['mi número: +57 (602) 555-0100.', 'mi número: [número].'],
  ['mi cédula es 1.115.000.111', 'mi [documento]'],
  ['CC 94000111 de Tuluá', '[documento] de Tuluá'],
  ['escríbame a Ana.Perez+x@correo.example.co ya', 'escríbame a [correo] ya'],
  ['vivo en la Calle 5 # 10-20 apto 301, Tuluá', 'vivo en la [dirección], Tuluá'],
  ['cra 23b no. 4 - 15 sur', '[dirección]'],
  ['homicidios en 2021 2022 y 2019-2020', 'homicidios en 2021 2022 y 2019-2020'],
  ['tengo 72 años y 3 hijos', 'tengo 72 años y 3 hijos'],
])('%s', (text, expected) => {
  expect(remove(text)).toBe(expected);
});
